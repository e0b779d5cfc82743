import { isDeepStrictEqual } from "node:util";
import type { ReleaseChoice } from "./step.ts";

const TRACKS = ["stable", "canary", "previous"] as const;

/**
 * The `config` commands by which an operator gets from one choice to the next, as arguments. Tracks move as a
 * whole: those that are to go are removed, the rest is one `set-all`.
 *
 * @param before absent: the stack's config says nothing about releases yet.
 */
export function configCommands(before: ReleaseChoice | undefined, after: ReleaseChoice): string[][] {
  const removed = TRACKS.filter((track) => before?.[track] !== undefined && after[track] === undefined);
  const set = TRACKS.flatMap((track) => {
    const release = after[track];
    if (release === undefined || isDeepStrictEqual(release, before?.[track])) return [];
    return Object.entries(release).map(([key, value]) => `${track}.${key}=${value}`);
  });
  if (before?.canaryPercent !== after.canaryPercent) set.push(`canaryPercent=${after.canaryPercent}`);
  const settings = set.flatMap((setting) => ["--plaintext", setting]);
  const removals = removed.map((track) => ["config", "rm", track]);
  const sets = settings.length > 0 ? [["config", "set-all", "--path", ...settings]] : [];
  // Whoever reads or dies in between finds a config that holds: no share without a canary. A promotion has no such order.
  return before !== undefined && isDeepStrictEqual(before.stable, after.stable)
    ? [...sets, ...removals]
    : [...removals, ...sets];
}
