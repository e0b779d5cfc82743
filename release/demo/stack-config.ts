import { RELEASES } from "./releases.ts";
import type { Asked } from "./story.ts";

const TRACKS = ["stable", "canary", "previous"] as const;

/**
 * The `config` commands by which an operator gets from one state of the config to the next, as arguments. Tracks that are
 * to go are removed whole, the rest is one `set-all`.
 *
 * @param before absent: the stack's config says nothing about releases yet.
 */
export function configCommands(before: Asked | undefined, after: Asked): string[][] {
  const removed = TRACKS.filter((track) => before?.[track] !== undefined && after[track] === undefined);
  const set = TRACKS.flatMap((track) => {
    const release = after[track];
    if (release === undefined || release === before?.[track]) return [];
    return Object.entries(RELEASES[release]).map(([key, value]) => `${track}.${key}=${value}`);
  });
  if (before?.canaryPercent !== after.canaryPercent) set.push(`canaryPercent=${after.canaryPercent}`);
  const settings = set.flatMap((setting) => ["--plaintext", setting]);
  return [
    ...removed.map((track) => ["config", "rm", track]),
    ...(settings.length > 0 ? [["config", "set-all", "--path", ...settings]] : []),
  ];
}
