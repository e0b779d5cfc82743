import { GENERATED, METRICS, TRAFFIC } from "../../monitoring/metrics.ts";

/**
 * One instant query for everything that the SLO gate reads: raw counters of user traffic by revision, so that resets
 * are seen per series, and `up`, which carries no traffic label.
 *
 * @param revisions names as the `revision` label has them: letters, digits, dots and dashes.
 */
export function counterQuery(revisions: readonly string[]): string {
  const names = [
    METRICS.aiRequests,
    METRICS.aiRequestErrors,
    `${METRICS.aiRequestDuration}_count`,
    `${METRICS.aiRequestDuration}_bucket`,
    GENERATED.up,
  ];
  return `{__name__=~"${names.join("|")}",revision=~"${revisionPattern(revisions)}",traffic=~"${TRAFFIC.user}|"}`;
}

/** When each revision was last scraped with success: the oldest of its instances, in seconds since 1970. */
export function scrapeTimeQuery(revisions: readonly string[]): string {
  const up = `${GENERATED.up}{revision=~"${revisionPattern(revisions)}"}`;
  // Of anything but a plain selector `timestamp` is the time of the query.
  return `min by (revision) (timestamp(${up}) and ${up} == 1)`;
}

/**
 * Increase of each event count of the revisions over `seconds` that ended `agoSeconds` ago, as one vector with the label
 * `event`. `increase` extrapolates to the window's edges; shares of it are what is judged, where that cancels out.
 */
export function historyQuery(revisions: readonly string[], seconds: number, agoSeconds: number): string {
  const offset = agoSeconds === 0 ? "" : ` offset ${agoSeconds}s`;
  const of = `traffic="${TRAFFIC.user}",revision=~"${revisionPattern(revisions)}"`;
  const increase = (event: string, metric: string, labels: string) =>
    `label_replace(sum by (revision) (increase(${metric}{${labels}${of}}[${seconds}s]${offset})), "event", "${event}", "", "")`;
  return [
    increase("asked", METRICS.aiRequests, ""),
    increase("invalid", METRICS.aiRequestErrors, 'reason="validation",'),
    increase("failed", METRICS.aiRequestErrors, 'reason!="validation",'),
    increase("measured", `${METRICS.aiRequestDuration}_count`, ""),
    increase("within1s", `${METRICS.aiRequestDuration}_bucket`, 'le=~"1|1\\\\.0",'),
    increase("within2s", `${METRICS.aiRequestDuration}_bucket`, 'le=~"2|2\\\\.0",'),
  ].join(" or ");
}

/** What matches exactly these revisions in a label matcher. */
export function revisionPattern(revisions: readonly string[]): string {
  return revisions.map(escapeRegExp).join("|");
}

/** A PromQL string holds a regular expression, so a backslash stands twice. */
function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\\\$&");
}
