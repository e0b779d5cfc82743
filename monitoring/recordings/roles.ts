import { GENERATED, TARGET_LABELS } from "../metrics.ts";
import type { Recording } from "./recording.ts";

/** The value of `track` for a revision that Prometheus scrapes and that no role is given to. */
export const NO_TRACK = "none";

const { revision, service, version } = TARGET_LABELS;

/** Targets of a release; other targets of the same Prometheus have no revision. */
export const RELEASE_TARGETS = `${GENERATED.up}{${revision}!=""}`;

/**
 * `release_track`, and `track="none"` for what is scraped without a role: an error of a revision that config has
 * forgotten must not be silent. A revision that has no role and is no target any more has ended; it is left out, though
 * rates would still find its last samples.
 */
export const ROLES: Recording = {
  record: GENERATED.roles,
  expr:
    `${GENERATED.releaseTrack} or on (${revision}) ` +
    `label_replace(group by (${service}, ${version}, ${revision}) (${RELEASE_TARGETS}), "track", "${NO_TRACK}", "", "")`,
};

/** Revisions in any role and in none, or only those in one of these roles. */
export type Tracks = "any" | readonly ("stable" | "canary" | "previous")[];

/**
 * A vector by revision as one by revision and track, with the labels of `release_track`: a revision with two roles
 * appears twice.
 */
export function byTrack(vector: string, tracks: Tracks): string {
  const roles = tracks === "any" ? ROLES.record : `${ROLES.record}{track=~"${tracks.join("|")}"}`;
  return `(${vector}) * on (${revision}) group_right () ${roles}`;
}
