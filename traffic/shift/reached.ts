import type { Exposure, RevisionSet } from "../exposure.ts";
import { WHOLE } from "../split.ts";

/**
 * The share that each revision has passed with, as far as state tells: all for what was stable, and for what was kept from
 * the time before it; the percentage for the canary. A revision that is not named has never had users.
 *
 * @param before what the last update that succeeded was asked for.
 * @returns points of 100 by revision.
 */
export function reachedBefore(before: {
  readonly exposure: Exposure;
  readonly previous?: RevisionSet;
}): Record<string, number> {
  const { stable, canary = {}, percent } = before.exposure;
  const shared = (set: RevisionSet, share: number) => Object.values(set).map((revision) => [revision, share] as const);
  // The canary first: where it has a revision in common with stable, that has had all traffic.
  return Object.fromEntries([
    ...shared(canary, percent),
    ...shared(before.previous ?? {}, WHOLE),
    ...shared(stable, WHOLE),
  ]);
}
