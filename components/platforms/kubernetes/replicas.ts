import type { RevisionRole } from "../platform.ts";

/**
 * How many pods a revision has: its share of `full`, at least one. Pure.
 *
 * What is or was stable keeps all of them: a rollback must find its capacity, it cannot wait for pods to start.
 *
 * @param full pods of a revision that carries everything; 1 or more
 * @param canaryPercent the canary's share of traffic, 0 to 100
 */
export function replicasFor(tracks: readonly RevisionRole[], canaryPercent: number, full: number): number {
  if (tracks.some((track) => track !== "canary")) return full;
  return Math.max(1, Math.ceil((full * canaryPercent) / 100));
}
