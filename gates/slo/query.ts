import { GENERATED, METRICS, TRAFFIC } from "../../monitoring/metrics.ts";
import type { CustomMetric } from "./limits.ts";

/** Labels that a query writes on what is no plain counter of executions, and on whose it is. */
export const EVENT = "gate_event";
export const SUBJECT = "gate_subject";
/** Values of `EVENT`. */
export const SCRAPED = "scraped";
export const NOW = "now";

/** The events of a metric's two counters. */
export function metricEvents(metric: string): { readonly bad: string; readonly total: string } {
  return { bad: `bad ${metric}`, total: `total ${metric}` };
}

/** Which of a metric's two counters an event of a query is. Undefined for an event that is none of a metric's. */
export function metricOf(event: string): { readonly kind: "bad" | "total"; readonly metric: string } | undefined {
  const [, kind, metric] = /^(bad|total) (.+)$/.exec(event) ?? [];
  if (metric === undefined) return undefined;
  return { kind: kind === "bad" ? "bad" : "total", metric };
}

/**
 * One instant query for everything that the SLO gate reads: raw counters by revision and kind of traffic, so that resets are
 * seen per series; `up`, which carries no traffic label; when each instance was scraped last and what time it is, both by
 * Prometheus' own clock; and the counters of config's metrics.
 *
 * @param revisions names as the `revision` label has them: letters, digits, dots and dashes.
 */
export function counterQuery(revisions: readonly string[], metrics: readonly CustomMetric[]): string {
  const names = [
    METRICS.aiRequests,
    METRICS.aiRequestErrors,
    `${METRICS.aiRequestDuration}_count`,
    `${METRICS.aiRequestDuration}_bucket`,
    GENERATED.up,
  ];
  const pattern = revisionPattern(revisions);
  const of = `revision=~"${pattern}"`;
  return [
    `{__name__=~"${names.join("|")}",${of},traffic=~"${TRAFFIC.user}|${TRAFFIC.probe}|"}`,
    scrapedTerm(pattern),
    labelled("vector(time())", EVENT, NOW),
    ...revisions.flatMap((revision) => metrics.flatMap((metric) => counters(metric, revision))),
  ].join(" or ");
}

/** When each instance of the revisions was scraped last, with success or without. @param pattern of `revisionPattern` */
export function scrapedTerm(pattern: string): string {
  return labelled(`timestamp(${GENERATED.up}{revision=~"${pattern}"})`, EVENT, SCRAPED);
}

function counters(metric: CustomMetric, revision: string): string[] {
  const of = (selector: string, event: string) =>
    labelled(labelled(ofRevision(selector, revision), EVENT, event), SUBJECT, revision);
  const { bad, total } = metricEvents(metric.name);
  return [of(metric.bad, bad), of(metric.total, total)];
}

/** When each instance of the revisions was last scraped with success, in seconds since 1970. */
export function scrapeTimeQuery(revisions: readonly string[]): string {
  const up = `${GENERATED.up}{revision=~"${revisionPattern(revisions)}"}`;
  // Of anything but a plain selector `timestamp` is the time of the query.
  return labelled(`(timestamp(${up}) and ${up} == 1)`, EVENT, SCRAPED);
}

/** Whose requests a look at history counts. */
export interface HistoryScope {
  readonly revisions: readonly string[];
  readonly metrics: readonly CustomMetric[];
  /** Also the release's own requests. */
  readonly withProbes: boolean;
}

/**
 * Increase of each event count of the revisions over `seconds` that ended `agoSeconds` ago, as one vector with the label
 * `gate_event`. `increase` extrapolates to the window's edges; shares of it are what is judged, where that cancels out.
 */
export function historyQuery(
  { revisions, metrics, withProbes }: HistoryScope,
  seconds: number,
  agoSeconds: number,
): string {
  const offset = agoSeconds === 0 ? "" : ` offset ${agoSeconds}s`;
  const traffic = withProbes ? `=~"${TRAFFIC.user}|${TRAFFIC.probe}"` : `="${TRAFFIC.user}"`;
  const of = `traffic${traffic},revision=~"${revisionPattern(revisions)}"`;
  const increase = (event: string, metric: string, labels: string) =>
    labelled(`sum by (revision) (increase(${metric}{${labels}${of}}[${seconds}s]${offset}))`, EVENT, event);
  const custom = (event: string, selector: string, revision: string) => {
    const sum = `sum(increase(${ofRevision(selector, revision)}[${seconds}s]${offset}))`;
    return labelled(labelled(sum, EVENT, event), "revision", revision);
  };
  return [
    increase("asked", METRICS.aiRequests, ""),
    increase("invalid", METRICS.aiRequestErrors, 'reason="validation",'),
    increase("failed", METRICS.aiRequestErrors, 'reason!="validation",'),
    increase("measured", `${METRICS.aiRequestDuration}_count`, ""),
    increase("within1s", `${METRICS.aiRequestDuration}_bucket`, 'le=~"1|1\\\\.0",'),
    increase("within2s", `${METRICS.aiRequestDuration}_bucket`, 'le=~"2|2\\\\.0",'),
    ...revisions.flatMap((revision) =>
      metrics.flatMap((metric) => {
        const events = metricEvents(metric.name);
        return [custom(events.bad, metric.bad, revision), custom(events.total, metric.total, revision)];
      }),
    ),
  ].join(" or ");
}

/** What matches exactly these revisions in a label matcher. */
export function revisionPattern(revisions: readonly string[]): string {
  return revisions.map(escapeRegExp).join("|");
}

/** The vector with a label that its series do not have. */
export function labelled(vector: string, label: string, value: string): string {
  return `label_replace(${vector}, "${label}", "${value}", "", "")`;
}

function ofRevision(selector: string, revision: string): string {
  return selector.replaceAll("$revision", revision);
}

/** A PromQL string holds a regular expression, so a backslash stands twice. */
function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\\\$&");
}
