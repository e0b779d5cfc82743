import { type BucketEdge, type HistogramName, type MetricName, TRAFFIC } from "./metrics.ts";
import type { Indicator } from "./slo.ts";

/** A duration as PromQL writes it. */
export type Window = `${number}${"s" | "m" | "h" | "d"}`;

/** What values are summed up by. */
export type By = "revision" | "service";

const USERS = `traffic="${TRAFFIC.user}"`;

/** Share of the users' requests that were bad for an objective, 0 to 1; NaN without requests, which breaks no limit. */
export function badShare(indicator: Indicator, window: Window, by: By = "revision"): string {
  return indicator.kind === "latency"
    ? shareSlowerThan(indicator.histogram, indicator.thresholdSeconds, window, by)
    : `${badRate(indicator, window, by)} / (${requestRate(indicator, window, by)})`;
}

/** Requests of users per second that were bad for an objective. */
export function badRate(indicator: Indicator, window: Window, by: By = "revision"): string {
  if (indicator.kind === "latency") return slowerRate(indicator.histogram, indicator.thresholdSeconds, window, by);
  return userRate(indicator.failures.counter, indicator.failures.matcher, window, by);
}

/** Requests of users per second that count for an objective, good and bad. */
export function requestRate(indicator: Indicator, window: Window, by: By = "revision"): string {
  if (indicator.kind === "latency") return measuredRate(indicator.histogram, window, by);
  // Not all requests less the invalid ones: rates are extrapolated each by itself, and a difference can be below zero.
  const good = userRate(indicator.counter, `status="${indicator.status}"`, window, by);
  return `${badRate(indicator, window, by)} + ${good}`;
}

/**
 * Share of the users' requests that took longer than an edge of the histogram, 0 to 1; NaN without requests.
 * "p95 > 1 s" is "more than 5 % above 1 s": counted, where a quantile is interpolated.
 */
export function shareSlowerThan<Histogram extends HistogramName>(
  histogram: Histogram,
  edgeSeconds: BucketEdge<Histogram>,
  window: Window,
  by: By = "revision",
): string {
  return `(${slowerRate(histogram, edgeSeconds, window, by)}) / ${measuredRate(histogram, window, by)}`;
}

/** Requests of users within the window, by revision; `matcher` narrows them. */
export function userIncrease(metric: MetricName, matcher: string, window: Window): string {
  return sumBy("revision", `increase(${metric}{${USERS},${matcher}}[${window}])`);
}

/** Events per second, by revision, of a metric that does not tell users from probes. */
export function eventRate(metric: MetricName, window: Window): string {
  return sumBy("revision", `rate(${metric}[${window}])`);
}

/**
 * Requests of users that a revision's whole service received within the window, by revision. Which revision gets how
 * many is what weights say; a service that gets none is cut off.
 */
export function userIncreaseOfService(metric: MetricName, window: Window): string {
  const ofService = `sum by (service) (increase(${metric}{${USERS}}[${window}]))`;
  return `group by (service, revision) (${metric}{${USERS}}) * on (service) group_left () ${ofService}`;
}

function userRate(metric: MetricName, matcher: string, window: Window, by: By): string {
  return sumBy(by, `rate(${metric}{${USERS},${matcher}}[${window}])`);
}

function measuredRate(histogram: HistogramName, window: Window, by: By): string {
  return sumBy(by, `rate(${histogram}_count{${USERS}}[${window}])`);
}

function slowerRate(histogram: HistogramName, edgeSeconds: number, window: Window, by: By): string {
  const within = sumBy(by, `rate(${histogram}_bucket{${USERS},${edgeMatcher(edgeSeconds)}}[${window}])`);
  return `${measuredRate(histogram, window, by)} - ${within}`;
}

function sumBy(by: By, vector: string): string {
  return `sum by (${by}) (${vector})`;
}

/** Prometheus 3 writes the edge 1 as "1.0". A PromQL string holds a regular expression, so a backslash stands twice. */
function edgeMatcher(edge: number): string {
  const literal = (text: string) => text.replace(".", "\\\\.");
  return Number.isInteger(edge) ? `le=~"${edge}|${literal(`${edge}.0`)}"` : `le="${edge}"`;
}
