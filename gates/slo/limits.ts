/**
 * How polls become a verdict. `sequential`: by evidence, valid at every poll. `thresholds`: by the rates since the gate's
 * start and a number of violating polls.
 */
export type SloStrategy = "sequential" | "thresholds";

/**
 * A metric of the stack's own, from config `gates.slo.metrics`: bad events out of events. Both are selectors of counters, in
 * which `$revision` stands for a revision's name, so that restarts are seen in each of their series.
 */
export interface CustomMetric {
  readonly name: string;
  readonly bad: string;
  readonly total: string;
  /** The share of bad events must stay below; 0 to 1. */
  readonly maxShare: number;
}

/** What the SLO gate holds a revision to and how it decides, from stack config `gates.slo`. Shares are 0 to 1. */
export interface SloLimits {
  readonly strategy: SloStrategy;
  /** `sequential`: the chance that the whole gate ever fails a revision that is no worse than stable and keeps its objectives. */
  readonly alpha: number;
  /** `sequential`: the chance that an objective which is broken is taken for kept. */
  readonly beta: number;
  /** Durations of the first so many seconds are left out. */
  readonly initialDelaySeconds: number;
  /** More polls in a row than this that violate (`thresholds`), see an instance down, or cannot be measured end the gate. */
  readonly consecutiveFailureLimit: number;
  /** Share of executions that may fail; the error rate must stay below it. */
  readonly maxErrorRate: number;
  /** Share that may take longer than 1 s: 0.05 says p95 < 1 s. */
  readonly maxShareSlowerThan1s: number;
  /** Share that may take longer than 2 s: 0.01 says p99 < 2 s. */
  readonly maxShareSlowerThan2s: number;
  /** `thresholds`: requests per second that a judged revision must have had over the window. */
  readonly minRequestsPerSecond: number;
  /** `thresholds`: requests that a judged revision must have had in the window. */
  readonly minRequests: number;
  /** `thresholds`: more violating polls than this fail the gate before its window ends. */
  readonly maxViolations: number;
  /** What else is held, by counters of the stack's own. */
  readonly metrics: readonly CustomMetric[];
}
