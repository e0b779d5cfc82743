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
   * PromQL of instant vectors with one value by `revision` (and by `kept` labels). A revision is alerted when every one
   * of them breaks the limit. A comparison is put behind each, so whatever binds less tightly stands in parentheses.
   */
  readonly values: readonly [string, ...string[]];
  /** Labels of the values that the alert keeps, besides the revision's and the track. */
  readonly kept: readonly string[];
  readonly comparison: ">" | "==";
  readonly unit: Unit;
  /** Revisions in any role and in none, or only those in one of these roles. */
  readonly tracks: "any" | readonly ("stable" | "canary" | "previous")[];
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
