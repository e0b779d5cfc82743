import type { Tracks } from "../recordings/roles.ts";

/** The alerts that the contract names, in its order. */
export const ALERT_NAMES = [
  "AIExecutionErrorRateHigh",
  "AIExecutionLatencyP95High",
  "AIExecutionLatencyP99Critical",
  "SelectorErrorBurst",
  "SelectorLatencyHigh",
  "SelectorCacheEvictionRateHigh",
  "SLOBurnRateFast",
  "SLOBurnRateSlow",
  "MetricsEndpointDown",
  "NoRequestsReceived",
] as const;

export type AlertName = (typeof ALERT_NAMES)[number];

/** critical: users are hurt now. warning: somebody looks today. info: worth knowing. */
export type Severity = "critical" | "warning" | "info";

/** What the value of an alert counts. */
export type Unit = "share" | "per second" | "failed searches" | "burn rate" | "instances" | "requests";

export interface Alert {
  readonly name: AlertName;
  /**
   * PromQL of instant vectors with one value by `revision`. A revision is alerted when every one of them breaks the
   * limit. A comparison is put behind each, so whatever binds less tightly stands in parentheses.
   */
  readonly values: readonly [string, ...string[]];
  readonly comparison: ">" | "==";
  readonly unit: Unit;
  /** The roles whose revisions are alerted; "recorded" where the values have their tracks already. */
  readonly tracks: Tracks | "recorded";
  /** What is wrong, in Prometheus' template language; the revision and the limit are added to it. */
  readonly summary: string;
}

/** "> 5 %", as people read a limit. */
export function describeLimit({ comparison, unit }: Alert, threshold: number): string {
  const relation = comparison === ">" ? "> " : "";
  switch (unit) {
    case "share":
      return `${relation}${Number((threshold * 100).toFixed(10))} %`;
    case "per second":
      return `${relation}${threshold}/s`;
    case "burn rate":
      return `${relation}${threshold}×`;
    case "failed searches":
    case "instances":
    case "requests":
      return `${relation}${threshold} ${unit}`;
  }
}
