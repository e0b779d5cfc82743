import type { Counts } from "../analysis/dispersion.ts";
import type { EventCounts } from "./counters.ts";
import type { SloLimits } from "./decide.ts";

/** One thing that is promised, as bad events out of events. */
export interface Objective {
  /** "error rate", as checks name it. */
  readonly name: string;
  readonly limit: keyof Pick<SloLimits, "maxErrorRate" | "maxShareSlowerThan1s" | "maxShareSlowerThan2s">;
  count(counts: EventCounts): Counts;
}

export const OBJECTIVES: readonly Objective[] = [
  {
    name: "error rate",
    limit: "maxErrorRate",
    count: ({ errors, requests }) => ({ bad: errors, of: requests }),
  },
  {
    name: "share slower than 1 s (p95 < 1 s)",
    limit: "maxShareSlowerThan1s",
    count: ({ slowerThan1s, measured }) => ({ bad: slowerThan1s, of: measured }),
  },
  {
    name: "share slower than 2 s (p99 < 2 s)",
    limit: "maxShareSlowerThan2s",
    count: ({ slowerThan2s, measured }) => ({ bad: slowerThan2s, of: measured }),
  },
];
