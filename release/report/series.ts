import type { PrometheusHistory, QueryRange, RangeSeries } from "../../gates/prometheus.ts";
import { GENERATED, METRICS } from "../../monitoring/metrics.ts";
import { badShare, requestRate, type Window } from "../../monitoring/promql.ts";
import { SLOS } from "../../monitoring/slo.ts";
import {
  METRICS as DRAWN,
  type Line,
  type Measurements,
  type Metric,
  type Point,
  type Side,
} from "./model/measurements.ts";

/** Points of a line at most: as many as a screen can show. */
const MOST_POINTS = 160;
/** A rate needs two samples; four scrapes survive one that is lost. */
const LEAST_SCRAPES = 4;
/** Shorter, a canary with a few requests per second jumps between none and many. */
const LEAST_WINDOW_SECONDS = 8;

/** The queries of a report, by revision, over users' executions. */
export function queriesOf(window: Window): Record<Metric, string> {
  const success = SLOS.executeSuccess.indicator;
  const buckets = `${METRICS.aiRequestDuration}_bucket{traffic="user"}`;
  return {
    share: `(${requestRate(success, window)}) / on () group_left () sum(${requestRate(success, window)})`,
    errorRate: badShare(success, window),
    slowerThan1s: badShare(SLOS.executeLatencyP95.indicator, window),
    // Linear within a bucket: for the eye alone, no verdict rests on it.
    p95: `histogram_quantile(0.95, sum by (le, revision) (rate(${buckets}[${window}])))`,
  };
}

/** Who had which role at any time of the range. */
const ROLES = `${GENERATED.releaseTrack}{service="${SLOS.executeSuccess.service}",track=~"canary|stable"}`;

export interface MeasuredSpan {
  /** Ms since 1970. */
  readonly from: number;
  readonly to: number;
  /** Up to when roles are this release's; afterwards another canary may be there. */
  readonly until: number;
  /** Of the stack's Prometheus. */
  readonly scrapeSeconds: number;
}

/**
 * What Prometheus has of a release's time.
 *
 * @param known whose side revisions are on, where Prometheus has no roles
 * @returns a reason where it has nothing of it
 * @throws PRM001
 */
export async function measureSeries(
  prometheus: PrometheusHistory,
  { from, to, until, scrapeSeconds }: MeasuredSpan,
  known: ReadonlyMap<string, Side>,
): Promise<Measurements | { readonly reason: string }> {
  const stepSeconds = Math.max(scrapeSeconds, Math.ceil((to - from) / 1000 / MOST_POINTS));
  const windowSeconds = Math.max(stepSeconds, LEAST_SCRAPES * scrapeSeconds, LEAST_WINDOW_SECONDS);
  const range = { from, to, stepSeconds };
  const roles = sidesOf(await prometheus.queryRange(ROLES, { ...range, to: until }));
  const sides = roles.size > 0 ? roles : known;
  if (sides.size === 0) return { reason: `Prometheus knows no revision's role in that time (${ROLES} is empty)` };
  const queries = queriesOf(`${windowSeconds}s`);
  const lines: Line[] = [];
  for (const metric of DRAWN) {
    // One at a time: a report is no reason to ask a server for everything at once.
    for (const { labels, points } of await prometheus.queryRange(queries[metric], range)) {
      const side = sides.get(labels.revision ?? "");
      if (side === undefined) continue;
      lines.push({ metric, side, revision: labels.revision ?? "", points: onGrid(points, range) });
    }
  }
  if (lines.every(({ points }) => points.every(([, value]) => value === null))) {
    return { reason: "Prometheus has no execution of a user in that time" };
  }
  return { source: { kind: "prometheus", stepSeconds, windowSeconds, queries }, lines };
}

/** A revision that was the canary at any time is the canary, also after it was promoted. */
function sidesOf(roles: readonly RangeSeries[]): Map<string, Side> {
  const sides = new Map<string, Side>();
  for (const { labels } of roles) {
    const revision = labels.revision ?? "";
    if (labels.track === "canary" || !sides.has(revision)) {
      sides.set(revision, labels.track === "canary" ? "canary" : "stable");
    }
  }
  return sides;
}

/** Prometheus leaves out the steps at which there is nothing; a line must break there. */
function onGrid(points: RangeSeries["points"], { from, to, stepSeconds }: QueryRange): Point[] {
  const values = new Map(points.map(([at, value]) => [Math.round((at - from) / 1000 / stepSeconds), value]));
  const steps = Math.floor((to - from) / 1000 / stepSeconds);
  return Array.from({ length: steps + 1 }, (_, step): Point => {
    const value = values.get(step);
    return [from + step * stepSeconds * 1000, value !== undefined && Number.isFinite(value) ? value : null];
  });
}
