import { type BucketEdge, type HistogramName, type MetricName, TRAFFIC } from "../metrics.ts";
import type { SuccessIndicator } from "../slo.ts";

/** A duration as PromQL writes it. */
export type Window = `${number}${"s" | "m" | "h" | "d"}`;

const USERS = `traffic="${TRAFFIC.user}"`;

/** Share of the users' requests that failed, 0 to 1, by revision; NaN without requests, which breaks no limit. */
export function failedShare({ counter, status, failures }: SuccessIndicator, window: Window): string {
  const failed = userRate(failures.counter, failures.matcher, window);
  // Not all requests less the invalid ones: rates are extrapolated each by itself, and a difference can be below zero.
  return `${failed} / (${failed} + ${userRate(counter, `status="${status}"`, window)})`;
}

/**
 * Share of the users' requests that took longer than an edge of the histogram, 0 to 1, by revision; NaN without
 * requests. "p95 > 1 s" is "more than 5 % above 1 s": counted, where a quantile is interpolated.
 */
export function shareSlowerThan<Histogram extends HistogramName>(
  histogram: Histogram,
  edgeSeconds: BucketEdge<Histogram>,
  window: Window,
): string {
  const measured = byRevision(`rate(${histogram}_count{${USERS}}[${window}])`);
  const within = byRevision(`rate(${histogram}_bucket{${USERS},${edgeMatcher(edgeSeconds)}}[${window}])`);
  return `(${measured} - ${within}) / ${measured}`;
}

/** Requests of users within the window, by revision; `matcher` narrows them. */
export function userIncrease(metric: MetricName, matcher: string, window: Window): string {
  return byRevision(`increase(${metric}{${USERS},${matcher}}[${window}])`);
}

/** Events per second, by revision, of a metric that does not tell users from probes. */
export function eventRate(metric: MetricName, window: Window): string {
  return byRevision(`rate(${metric}[${window}])`);
}

/**
 * Requests of users that a revision's whole service received within the window, by revision. Which revision gets how
 * many is what weights say; a service that gets none is cut off.
 */
export function userIncreaseOfService(metric: MetricName, window: Window): string {
  const ofService = `sum by (service) (increase(${metric}{${USERS}}[${window}]))`;
  return `group by (service, revision) (${metric}{${USERS}}) * on (service) group_left () ${ofService}`;
}

function userRate(metric: MetricName, matcher: string, window: Window): string {
  return byRevision(`rate(${metric}{${USERS},${matcher}}[${window}])`);
}

function byRevision(vector: string): string {
  return `sum by (revision) (${vector})`;
}

/** Prometheus 3 writes the edge 1 as "1.0". A PromQL string holds a regular expression, so a backslash stands twice. */
function edgeMatcher(edge: number): string {
  const literal = (text: string) => text.replace(".", "\\\\.");
  return Number.isInteger(edge) ? `le=~"${edge}|${literal(`${edge}.0`)}"` : `le="${edge}"`;
}
