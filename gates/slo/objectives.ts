import type { Counts } from "../analysis/dispersion.ts";
import type { EventCounts, RevisionObservation } from "./counters.ts";
import type { SloLimits } from "./limits.ts";

/** One thing that is promised, as bad events out of events. */
export interface Objective {
  /** "error rate", as checks name it. */
  readonly name: string;
  /** The share of bad events must stay below; 0 to 1. */
  readonly limit: number;
  /** What users met. */
  count(observation: Pick<RevisionObservation, "counts" | "custom">): Counts;
  /** What the release's own requests met; none where they are not told apart. */
  countProbes(observation: Pick<RevisionObservation, "probes">): Counts;
}

export const NO_COUNTS: Counts = { bad: 0, of: 0 };

export function sumCounts(all: readonly Counts[]): Counts {
  return all.reduce((total, { bad, of }) => ({ bad: total.bad + bad, of: total.of + of }), NO_COUNTS);
}

/** Everything that a revision is held to. */
export function objectivesOf(limits: SloLimits): readonly Objective[] {
  return [
    executions("error rate", limits.maxErrorRate, ({ errors, requests }) => ({ bad: errors, of: requests })),
    executions("share slower than 1 s (p95 < 1 s)", limits.maxShareSlowerThan1s, ({ slowerThan1s, measured }) => ({
      bad: slowerThan1s,
      of: measured,
    })),
    executions("share slower than 2 s (p99 < 2 s)", limits.maxShareSlowerThan2s, ({ slowerThan2s, measured }) => ({
      bad: slowerThan2s,
      of: measured,
    })),
    ...limits.metrics.map(
      ({ name, maxShare }): Objective => ({
        name,
        limit: maxShare,
        count: ({ custom }) => custom.get(name) ?? NO_COUNTS,
        countProbes: () => NO_COUNTS,
      }),
    ),
  ];
}

function executions(name: string, limit: number, count: (counts: EventCounts) => Counts): Objective {
  return {
    name,
    limit,
    count: ({ counts }) => count(counts),
    countProbes: ({ probes }) => count(probes),
  };
}
