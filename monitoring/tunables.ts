import type { AlertName, Severity } from "./alerts/alert.ts";

/**
 * Every number of alerts and recordings that somebody may want to change. Where no other source is named, the product's contract
 * with its users sets it.
 */

/** Window of every rate but those of burn rates: the shortest of the SRE workbook, and some scrapes at any sane interval. */
export const RATE_WINDOW = "5m";

/** Seconds between evaluations. Alerts wait for minutes, and the local stack's scrape interval of 1 s would be waste. */
export const EVALUATION_SECONDS = 15;

/**
 * Burn rates, as multiples of the rate that spends a 30-day budget in just 30 days, over a long window and a short one
 * of a twelfth of it, which ends the alert soon after the errors. Fast spends 2 % of the budget in an hour, slow 5 % in
 * six: https://sre.google/workbook/alerting-on-slos/, "Multiwindow, Multi-Burn-Rate Alerts".
 */
export const BURN_RATES = {
  SLOBurnRateFast: { windows: ["5m", "1h"], periodDays: 30 },
  SLOBurnRateSlow: { windows: ["30m", "6h"], periodDays: 30 },
} as const;

export interface Tunables {
  /** In the unit that the alert's definition names; shares are 0 to 1. */
  readonly threshold: number;
  /** Minutes that the condition must hold without a break before the alert fires; 0 fires at once. */
  readonly forMinutes: number;
  readonly severity: Severity;
}

export const TUNABLES: Readonly<Record<AlertName, Tunables>> = {
  AIExecutionErrorRateHigh: { threshold: 0.05, forMinutes: 2, severity: "warning" },
  /** Share above 1 s: p95 > 1 s. */
  AIExecutionLatencyP95High: { threshold: 0.05, forMinutes: 5, severity: "warning" },
  /** Share above 5 s: p99 > 5 s. Nearly all of these are timeouts, which end at 5 s. */
  AIExecutionLatencyP99Critical: { threshold: 0.01, forMinutes: 3, severity: "critical" },
  /**
   * Failed searches within `RATE_WINDOW`. At the selector's objective of 99.9 % that many belong to 10,000 searches. A
   * burst is over soon, so it is told at once.
   */
  SelectorErrorBurst: { threshold: 10, forMinutes: 0, severity: "warning" },
  /** Share above 0.5 s: p95 > 500 ms. */
  SelectorLatencyHigh: { threshold: 0.05, forMinutes: 5, severity: "warning" },
  SelectorCacheEvictionRateHigh: { threshold: 10, forMinutes: 5, severity: "warning" },
  SLOBurnRateFast: { threshold: 14.4, forMinutes: 0, severity: "critical" },
  SLOBurnRateSlow: { threshold: 6, forMinutes: 0, severity: "warning" },
  MetricsEndpointDown: { threshold: 0, forMinutes: 1, severity: "critical" },
  NoRequestsReceived: { threshold: 0, forMinutes: 10, severity: "info" },
};
