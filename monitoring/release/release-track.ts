import { GENERATED } from "../metrics.ts";
import { renderRuleGroup } from "../rule-group.ts";

/** The roles that a release gives to one revision now. */
export interface RevisionRoles {
  readonly revision: string;
  readonly service: string;
  readonly version: string;
  readonly tracks: readonly ("stable" | "canary" | "previous")[];
}

/**
 * Prometheus rules that record `release_track{service,version,revision,track} 1` for each role.
 *
 * Roles change and a series must not, so a role is a series of its own, joined in by queries. A revision can have two
 * roles, so the role is the side of many: with it on the side of one, Prometheus refuses the query.
 * `release_track * on (revision) group_left () sum by (revision) (rate(ai_requests_total[5m]))`.
 *
 * The text depends on the roles alone, not on their order: an unchanged release asks for no reload.
 */
export function renderReleaseTrackRules(revisions: readonly RevisionRoles[]): string {
  const labels = revisions.flatMap(({ service, version, revision, tracks }) =>
    tracks.map((track) => ({ service, version, revision, track })),
  );
  const rules = labels
    .sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1))
    .map((each) => ({ record: GENERATED.releaseTrack, expr: "vector(1)", labels: each }));
  return renderRuleGroup("release-track", rules);
}

function sortKey(labels: { revision: string; track: string }): string {
  return `${labels.revision} ${labels.track}`;
}
