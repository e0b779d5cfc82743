import { describeTrack } from "./html/words.ts";
import { type Outcome, type Release, wholeSpan } from "./model/releases.ts";

/** A release in a line. Times are ms since 1970. */
export interface ListedRelease {
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly canary: Release["canary"];
  readonly outcome: Outcome;
}

/** Pure. @param now ms since 1970 */
export function listReleases(releases: readonly Release[], now: number): ListedRelease[] {
  return releases.map((release) => ({
    number: release.number,
    ...wholeSpan(release, now),
    canary: release.canary,
    outcome: release.outcome,
  }));
}

/** For people. Pure. */
export function renderList(stack: string, releases: readonly ListedRelease[]): string[] {
  if (releases.length === 0) return [`${stack}: its history tells of no release`];
  return releases.map(({ number, from, canary, outcome }) => {
    const began = new Date(from).toISOString().slice(0, 16).replace("T", " ");
    const what = outcome.kind === "under way" ? `under way at ${outcome.percent} %` : outcome.kind;
    return `${String(number).padStart(4)}  ${began}  ${what.padEnd(18)}  ${describeTrack(canary)}`;
  });
}
