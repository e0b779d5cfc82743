import type { PollCounts, SideCounts } from "../world.ts";

/** What a rule says at a poll; `undefined`: it goes on watching. */
export type Saying = "fail" | "pass" | undefined;

/** One phase under a rule. Sees every poll in turn; each holds what was counted since the poll before. */
export interface Watch {
  look(poll: PollCounts, index: number): Saying;
}

/** A way of deciding, with where it is written down. */
export interface Rule {
  readonly name: string;
  readonly source: string;
  /** @param weight the canary's share of the requests */
  watch(weight: number): Watch;
}

/** The objectives that all rules are given: shares of bad requests that must stay below. */
export const OBJECTIVES = [
  { bad: "errors", limit: 0.01 },
  { bad: "slowerThan1s", limit: 0.05 },
  { bad: "slowerThan2s", limit: 0.01 },
] as const;

/** Default of `gates.slo.initialDelaySeconds`: our strategies leave durations of that time out. */
export const INITIAL_DELAY_SECONDS = 60;

export const NO_REQUESTS: SideCounts = { requests: 0, errors: 0, slowerThan1s: 0, slowerThan2s: 0 };

export function addTo(sum: SideCounts, more: SideCounts): void {
  sum.requests += more.requests;
  sum.errors += more.errors;
  sum.slowerThan1s += more.slowerThan1s;
  sum.slowerThan2s += more.slowerThan2s;
}
