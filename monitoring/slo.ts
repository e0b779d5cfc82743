import { type BucketEdge, type HistogramName, METRICS, type MetricName } from "./metrics.ts";

/** What is counted: good ones among all. */
export type Indicator = SuccessIndicator | LatencyIndicator;

/** Good are requests whose label `status` has the value for success; all are these and the failures. */
export interface SuccessIndicator {
  readonly kind: "success";
  readonly counter: MetricName;
  readonly status: "success" | "ok";
  /** Requests that the service failed. What the caller got wrong is neither good nor a failure. */
  readonly failures: {
    readonly counter: MetricName;
    readonly matcher: `${string}="${string}"` | `${string}!="${string}"`;
  };
}

/** Good are requests that took at most so long; only an edge of the histogram's buckets can be counted. */
export type LatencyIndicator = {
  [Histogram in HistogramName]: {
    readonly kind: "latency";
    readonly histogram: Histogram;
    readonly thresholdSeconds: BucketEdge<Histogram>;
  };
}[HistogramName];

export interface Slo {
  readonly name: string;
  /** For people: dashboards, errors, reports. */
  readonly title: string;
  readonly service: "automation-service" | "ai-pipeline";
  readonly indicator: Indicator;
  /** Least share of good requests, above 0 and below 1. */
  readonly objective: number;
  /** Days over which the objective holds; null for one that only gates judge, over their own window. */
  readonly windowDays: number | null;
}

/**
 * The objectives of the system under release. Gates, alerts and dashboards take their numbers from here.
 *
 * The numbers are the product's contract with its users. A latency objective "p95 below 1 s" is written as the share of
 * requests at or below the edge, as the SRE workbook does (https://sre.google/workbook/implementing-slos/): a share is
 * exact where a quantile of a histogram is interpolated.
 */
export const SLOS = {
  executeSuccess: {
    name: "execute-success",
    title: "success of /ai/execute",
    service: "automation-service",
    indicator: {
      kind: "success",
      counter: METRICS.aiRequests,
      status: "success",
      failures: { counter: METRICS.aiRequestErrors, matcher: 'reason!="validation"' },
    },
    objective: 0.99,
    windowDays: 30,
  },
  executeLatencyP95: {
    name: "execute-latency-p95",
    title: "p95 of /ai/execute",
    service: "automation-service",
    indicator: { kind: "latency", histogram: METRICS.aiRequestDuration, thresholdSeconds: 1 },
    objective: 0.95,
    windowDays: 7,
  },
  executeLatencyP99: {
    name: "execute-latency-p99",
    title: "p99 of /ai/execute",
    service: "automation-service",
    indicator: { kind: "latency", histogram: METRICS.aiRequestDuration, thresholdSeconds: 2 },
    objective: 0.99,
    windowDays: null,
  },
  selectorLatencyP95: {
    name: "selector-latency-p95",
    title: "p95 of the selector",
    service: "ai-pipeline",
    indicator: { kind: "latency", histogram: METRICS.selectorRequestDuration, thresholdSeconds: 0.5 },
    objective: 0.95,
    windowDays: 7,
  },
  selectorSuccess: {
    name: "selector-success",
    title: "availability of the selector",
    service: "ai-pipeline",
    indicator: {
      kind: "success",
      counter: METRICS.selectorRequests,
      status: "ok",
      failures: { counter: METRICS.selectorRequests, matcher: 'status="error"' },
    },
    objective: 0.999,
    windowDays: 30,
  },
} as const satisfies Record<string, Slo>;

/**
 * Error budget: the share of requests that may be bad, above 0 and below 1. Rounded to 12 decimals, so that 1 - 0.99 is
 * 0.01.
 */
export function errorBudget({ objective }: Slo): number {
  return Number((1 - objective).toFixed(12));
}
