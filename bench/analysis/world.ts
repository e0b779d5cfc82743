import { binomial, exponential, poisson, type Random } from "./random.ts";

/** Every simulated phase: half an hour, as production's phases, seen every 15 s. */
export const PHASE_SECONDS = 1800;
export const POLL_SECONDS = 15;
export const POLLS = PHASE_SECONDS / POLL_SECONDS;

/** What was counted of one side since the poll before. */
export interface SideCounts {
  requests: number;
  errors: number;
  slowerThan1s: number;
  slowerThan2s: number;
}

export interface PollCounts {
  readonly canary: SideCounts;
  readonly stable: SideCounts;
}

/** Probabilities of one side at a moment. */
interface Rates {
  readonly errors: number;
  readonly slowerThan1s: number;
  readonly slowerThan2s: number;
}

export type Scenario =
  /** The same rates all the time, each request for itself. */
  | { readonly kind: "steady" }
  /** Errors come in bursts of 20 s on average in which half of the requests fail, at the same rate over time. */
  | { readonly kind: "bursts"; readonly of: "both at once" | "each for itself" }
  /** In the canary's first minute 40 % are slower than 1 s and 10 % slower than 2 s. */
  | { readonly kind: "slow start" }
  /** Traffic doubles and errors rise from a quarter of the rate to 7 quarters of it, on both sides. */
  | { readonly kind: "diurnal" }
  /** After 15 minutes the canary restarts: half of the requests of 5 s fail, half a minute is as slow as a slow start. */
  | { readonly kind: "restart" };

export interface Cell {
  readonly requestsPerSecond: number;
  /** The canary's share of them. */
  readonly weight: number;
  readonly canary: Rates;
  readonly stable: Rates;
  readonly scenario: Scenario;
}

const BURST_SECONDS = 20;
const BURST_ERRORS = 0.5;
const COLD = { slowerThan1s: 0.4, slowerThan2s: 0.1 } as const;
const START_SECONDS = 60;
const RESTART_AT = 900;
const RESTART_ERROR_SECONDS = 5;
const RESTART_COLD_SECONDS = 30;

/** Plays a phase of a cell into `polls`, which is reused: a run of 10,000 phases makes no garbage. */
export function playPhase(cell: Cell, random: Random, polls: readonly PollCounts[]): void {
  const { scenario, requestsPerSecond, weight } = cell;
  const bursts =
    scenario.kind === "bursts"
      ? {
          canary: burstShares(cell.canary.errors, random),
          stable: burstShares(cell.stable.errors, random),
        }
      : undefined;
  if (bursts && scenario.kind === "bursts" && scenario.of === "both at once") bursts.stable = bursts.canary;
  let credit = random.next();
  polls.forEach((poll, index) => {
    const start = index * POLL_SECONDS;
    const through = (start + POLL_SECONDS / 2) / PHASE_SECONDS;
    const diurnal = scenario.kind === "diurnal";
    const all = poisson(random, requestsPerSecond * POLL_SECONDS * (diurnal ? 2 / 3 + (2 / 3) * through : 1));
    // The gateway's round robin: the share is exact but for where the round begins.
    credit += all * weight;
    const toCanary = Math.floor(credit);
    credit -= toCanary;
    const swell = diurnal ? 0.25 + 1.5 * through : 1;
    let canaryErrors = bursts ? bursts.canary[index]! * BURST_ERRORS : cell.canary.errors * swell;
    const stableErrors = bursts ? bursts.stable[index]! * BURST_ERRORS : cell.stable.errors * swell;
    let cold = 0;
    if (scenario.kind === "slow start") cold = overlap(start, 0, START_SECONDS);
    if (scenario.kind === "restart") {
      cold = overlap(start, RESTART_AT, RESTART_AT + RESTART_COLD_SECONDS);
      canaryErrors += overlap(start, RESTART_AT, RESTART_AT + RESTART_ERROR_SECONDS) * BURST_ERRORS;
    }
    fill(poll.canary, toCanary, canaryErrors, mix(cell.canary, cold), random);
    fill(poll.stable, all - toCanary, stableErrors, cell.stable, random);
  });
}

function fill(side: SideCounts, requests: number, errors: number, rates: Omit<Rates, "errors">, random: Random): void {
  side.requests = requests;
  side.errors = binomial(random, requests, errors);
  side.slowerThan1s = binomial(random, requests, rates.slowerThan1s);
  // What is slower than 2 s is slower than 1 s.
  side.slowerThan2s =
    rates.slowerThan1s === 0 ? 0 : binomial(random, side.slowerThan1s, rates.slowerThan2s / rates.slowerThan1s);
}

function mix(rates: Rates, cold: number): Omit<Rates, "errors"> {
  if (cold === 0) return rates;
  return {
    slowerThan1s: rates.slowerThan1s * (1 - cold) + COLD.slowerThan1s * cold,
    slowerThan2s: rates.slowerThan2s * (1 - cold) + COLD.slowerThan2s * cold,
  };
}

/** The part of the interval from `start` that lies between two moments, 0 to 1. */
function overlap(start: number, from: number, to: number): number {
  return Math.max(0, Math.min(start + POLL_SECONDS, to) - Math.max(start, from)) / POLL_SECONDS;
}

/** The part of each interval that lies in a burst; over time it is what gives this error rate. */
function burstShares(rate: number, random: Random): number[] {
  const shares = new Array<number>(POLLS).fill(0);
  const inBurst = rate / BURST_ERRORS;
  const gap = inBurst === 0 ? Number.POSITIVE_INFINITY : (BURST_SECONDS * (1 - inBurst)) / inBurst;
  let bursting = random.next() < inBurst;
  for (let moment = 0; moment < PHASE_SECONDS; bursting = !bursting) {
    const end = moment + exponential(random, bursting ? BURST_SECONDS : gap);
    if (bursting) {
      const last = Math.min(POLLS - 1, Math.floor(end / POLL_SECONDS));
      for (let index = Math.floor(moment / POLL_SECONDS); index <= last; index++) {
        shares[index]! += overlap(index * POLL_SECONDS, moment, Math.min(end, PHASE_SECONDS));
      }
    }
    moment = end;
  }
  return shares;
}
