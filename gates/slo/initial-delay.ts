import type { EventCounts } from "./counters.ts";
import type { Subject, Window } from "./window.ts";

/** Durations that were counted in the initial delay, by revision. */
export type ColdCounts = ReadonlyMap<string, EventCounts>;

/**
 * The window without the durations of its first `delaySeconds`: a process that has just got traffic is slow for a while, on
 * both tracks alike they are left out. Errors count from the start, since a start is no reason to fail a request.
 */
export function leaveOutDelay(
  window: Window,
  delaySeconds: number,
  cold: ColdCounts,
): { readonly window: Window; readonly cold: ColdCounts } {
  const known =
    window.elapsedSeconds > delaySeconds
      ? cold
      : new Map(
          [...window.judged, ...window.baseline].map(({ revision, observation: { counts } }) => [revision, counts]),
        );
  const warm = ({ revision, observation }: Subject): Subject => {
    const { counts } = observation;
    const before = known.get(revision);
    if (before === undefined) return { revision, observation };
    const warmCounts = {
      ...counts,
      measured: counts.measured - before.measured,
      slowerThan1s: counts.slowerThan1s - before.slowerThan1s,
      slowerThan2s: counts.slowerThan2s - before.slowerThan2s,
    };
    return { revision, observation: { ...observation, counts: warmCounts } };
  };
  return { window: { ...window, judged: window.judged.map(warm), baseline: window.baseline.map(warm) }, cold: known };
}
