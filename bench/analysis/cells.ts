import type { Cell, Scenario } from "./world.ts";

/** A cell of the table with its name; `badOf` where the canary is to be failed: the objective that tells, and its rates. */
export interface NamedCell {
  readonly group: string;
  readonly cell: Cell;
  readonly bad?: { readonly canary: number; readonly stable: number; readonly objective: number };
}

const TRAFFIC = [0.2, 1, 5, 20] as const;
const WEIGHTS = [0.1, 0.5] as const;
/** Error rate of a stable side beside a bad canary. */
const STABLE_ERRORS = 0.003;
const QUICK = { slowerThan1s: 0, slowerThan2s: 0 } as const;
/** Durations of a fit revision, and of one that has become slower. */
const FIT = { slowerThan1s: 0.02, slowerThan2s: 0.003 } as const;
const SLOW = { slowerThan1s: 0.1, slowerThan2s: 0.02 } as const;

interface Group {
  readonly group: string;
  readonly scenario: Scenario;
  readonly canary: Cell["canary"];
  readonly stable: Cell["stable"];
  readonly bad?: NamedCell["bad"];
}

const STEADY: Scenario = { kind: "steady" };

function healthy(group: string, scenario: Scenario, errors: number, durations: typeof QUICK | typeof FIT): Group {
  const rates = { errors, ...durations };
  return { group, scenario, canary: rates, stable: rates };
}

const GROUPS: readonly Group[] = [
  healthy("fit, 0.3 % errors", STEADY, 0.003, QUICK),
  healthy("fit, 0.8 % errors", STEADY, 0.008, QUICK),
  ...[0.02, 0.05, 0.2].map((errors) => ({
    group: `bad, ${errors * 100} % errors`,
    scenario: STEADY,
    canary: { errors, ...QUICK },
    stable: { errors: STABLE_ERRORS, ...QUICK },
    bad: { canary: errors, stable: STABLE_ERRORS, objective: 0.01 },
  })),
  healthy("fit, 2 % slower than 1 s, 0.3 % than 2 s", STEADY, STABLE_ERRORS, FIT),
  {
    group: "bad, 10 % slower than 1 s, 2 % than 2 s",
    scenario: STEADY,
    canary: { errors: STABLE_ERRORS, ...SLOW },
    stable: { errors: STABLE_ERRORS, ...FIT },
    bad: { canary: SLOW.slowerThan1s, stable: FIT.slowerThan1s, objective: 0.05 },
  },
  ...(["both at once", "each for itself"] as const).flatMap((of) =>
    [0.003, 0.008].map((errors) =>
      healthy(`fit, ${errors * 100} % errors in bursts, ${of}`, { kind: "bursts", of }, errors, QUICK),
    ),
  ),
  healthy("fit, slow first minute", { kind: "slow start" }, STABLE_ERRORS, FIT),
  healthy("fit, traffic and errors rise on both sides", { kind: "diurnal" }, STABLE_ERRORS, FIT),
  healthy("fit, restarts in the middle", { kind: "restart" }, STABLE_ERRORS, FIT),
];

/** All cells, a group after the other, traffic and weight rising within it. */
export const CELLS: readonly NamedCell[] = GROUPS.flatMap(({ group, scenario, canary, stable, bad }) =>
  TRAFFIC.flatMap((requestsPerSecond) =>
    WEIGHTS.map((weight) => ({
      group,
      cell: { requestsPerSecond, weight, canary, stable, scenario },
      ...(bad ? { bad } : {}),
    })),
  ),
);
