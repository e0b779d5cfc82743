/** Bad events out of events. */
export interface Counts {
  readonly bad: number;
  readonly of: number;
}

/**
 * Lengths of the stretches over which bursts are looked for, in intervals. With 8 as well, a canary that breaks down in the
 * middle of a gate would be taken for a burst for 6 minutes of polls every 15 s; with these for 4.
 */
const SCALES = [1, 2, 4] as const;

/**
 * Standard deviations of the factor of independent events that are taken off. By docs/ANALYSIS.md's simulations: with 1,
 * bursts fail 2 fit canaries in 100 at little traffic; with 0.5, a bad one takes a tenth more requests to detect.
 */
const CHANCE_ALLOWED = 0.65;

interface Scale {
  /** Stretches with events that have ended. */
  readonly stretches: number;
  /** Σ bad²/of over them, and what they hold. */
  readonly squares: number;
  readonly held: Counts;
  /** The stretch under way, and how many intervals of it have passed. */
  readonly open: Counts;
  readonly passed: number;
}

/** How evenly bad events have come over the intervals so far; a value, so that a decision can carry it from poll to poll. */
export interface Spread {
  readonly scales: readonly Scale[];
}

const NOTHING: Counts = { bad: 0, of: 0 };

export const NO_SPREAD: Spread = {
  scales: SCALES.map(() => ({ stretches: 0, squares: 0, held: NOTHING, open: NOTHING, passed: 0 })),
};

export function addInterval({ scales }: Spread, interval: Counts): Spread {
  return { scales: scales.map((scale, index) => extend(scale, interval, SCALES[index] ?? 1)) };
}

/**
 * How many bad events come together, at least 1: Pearson's X²/(k − 1) over k stretches of the events, the factor by which
 * their counts vary more than independent ones would (McCullagh & Nelder, Generalized Linear Models, 2nd ed., 4.5.2). The
 * largest over stretches of 1, 2 and 4 intervals, since a burst that is longer than an interval looks even inside it.
 * A part of what chance gives independent events is taken off, so that these are hardly weighed down.
 */
export function dispersion({ scales }: Spread): number {
  return Math.max(1, ...scales.map(factorOf));
}

function extend(scale: Scale, { bad, of }: Counts, length: number): Scale {
  const open = { bad: scale.open.bad + bad, of: scale.open.of + of };
  if (scale.passed + 1 < length) return { ...scale, open, passed: scale.passed + 1 };
  if (open.of === 0) return { ...scale, open: NOTHING, passed: 0 };
  return {
    stretches: scale.stretches + 1,
    squares: scale.squares + (open.bad * open.bad) / open.of,
    held: { bad: scale.held.bad + open.bad, of: scale.held.of + open.of },
    open: NOTHING,
    passed: 0,
  };
}

function factorOf({ stretches, squares, held: { bad, of } }: Scale): number {
  if (stretches < 2 || bad === 0 || bad === of) return 1;
  const rate = bad / of;
  const factor = (squares - bad * rate) / (rate * (1 - rate)) / (stretches - 1);
  // Var X² ≈ 2(k − 1) + Σ 1/expected (Haldane 1937): the second term is what sparse counts add.
  const chance = Math.sqrt((2 + stretches / bad) / (stretches - 1));
  return factor - CHANCE_ALLOWED * chance;
}
