import { AI_REQUEST_DURATION_BUCKETS, METRICS, type MetricName } from "./metrics.ts";

/** What is counted: good ones among all. */
export type Indicator =
  /** Requests whose label `status` has the value for success. */
  | { readonly kind: "success"; readonly counter: MetricName; readonly status: "success" | "ok" }
  /** Requests that took at most so long; the threshold is an edge of the histogram's buckets. */
  | { readonly kind: "latency"; readonly histogram: MetricName; readonly thresholdSeconds: number };

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
    indicator: { kind: "success", counter: METRICS.aiRequests, status: "success" },
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
    indicator: { kind: "success", counter: METRICS.selectorRequests, status: "ok" },
    objective: 0.999,
    windowDays: 30,
  },
} as const satisfies Record<string, Slo>;

/** Whether a threshold can be counted exactly in `ai_request_duration_seconds`. */
export function isBucketEdge(seconds: number): boolean {
  return AI_REQUEST_DURATION_BUCKETS.some((edge) => edge === seconds);
}
