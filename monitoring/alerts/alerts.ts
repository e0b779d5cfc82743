import { GENERATED, METRICS } from "../metrics.ts";
import { badShare, eventRate, shareSlowerThan, userIncrease, userIncreaseOfService } from "../promql.ts";
import { burnRate } from "../recordings/burn-rate.ts";
import { RELEASE_TARGETS } from "../recordings/roles.ts";
import { SLOS } from "../slo.ts";
import { BURN_RATES, RATE_WINDOW } from "../tunables.ts";
import type { Alert } from "./alert.ts";

const PERCENT = "{{ $value | humanizePercentage }}";
const NUMBER = "{{ $value | humanize }}";

const p95 = SLOS.executeLatencyP95.indicator;
const selectorP95 = SLOS.selectorLatencyP95.indicator;

/** What each alert looks at; the numbers are in tunables.ts. */
export const ALERTS: readonly Alert[] = [
  {
    name: "AIExecutionErrorRateHigh",
    values: [badShare(SLOS.executeSuccess.indicator, RATE_WINDOW)],
    comparison: ">",
    unit: "share",
    tracks: "any",
    summary: `${PERCENT} of the users' executions fail`,
  },
  {
    name: "AIExecutionLatencyP95High",
    values: [shareSlowerThan(p95.histogram, p95.thresholdSeconds, RATE_WINDOW)],
    comparison: ">",
    unit: "share",
    tracks: "any",
    summary: `${PERCENT} of the users' executions take longer than ${p95.thresholdSeconds} s`,
  },
  {
    name: "AIExecutionLatencyP99Critical",
    values: [shareSlowerThan(METRICS.aiRequestDuration, 5, RATE_WINDOW)],
    comparison: ">",
    unit: "share",
    tracks: "any",
    summary: `${PERCENT} of the users' executions take longer than 5 s`,
  },
  {
    name: "SelectorErrorBurst",
    // Searches, not requests: they count those of the pipeline too, and an answer of the cache cannot fail.
    values: [userIncrease(METRICS.selectorSearches, 'status="error"', RATE_WINDOW)],
    comparison: ">",
    unit: "failed searches",
    tracks: "any",
    summary: `${NUMBER} of the users' searches failed within ${RATE_WINDOW}`,
  },
  {
    name: "SelectorLatencyHigh",
    values: [shareSlowerThan(selectorP95.histogram, selectorP95.thresholdSeconds, RATE_WINDOW)],
    comparison: ">",
    unit: "share",
    tracks: "any",
    summary: `${PERCENT} of the users' selector requests take longer than ${selectorP95.thresholdSeconds} s`,
  },
  {
    name: "SelectorCacheEvictionRateHigh",
    values: [eventRate(METRICS.selectorCacheEvictions, RATE_WINDOW)],
    comparison: ">",
    unit: "per second",
    tracks: "any",
    summary: `the selector's cache drops ${NUMBER} answers per second for want of room`,
  },
  burning("SLOBurnRateFast"),
  burning("SLOBurnRateSlow"),
  {
    name: "MetricsEndpointDown",
    // A revision with a role that is no target at all is as invisible as one that does not answer.
    values: [
      `(count by (revision) (${RELEASE_TARGETS} == 0) or ` +
        `max by (revision) (${GENERATED.releaseTrack} unless on (revision) ${RELEASE_TARGETS}))`,
    ],
    comparison: ">",
    unit: "instances",
    tracks: "any",
    summary: `instances that cannot be scraped, so that nothing else is known of them: ${NUMBER}`,
  },
  {
    name: "NoRequestsReceived",
    values: [userIncreaseOfService(METRICS.aiRequests, RATE_WINDOW)],
    comparison: "==",
    unit: "requests",
    // The previous release has no traffic by design, and what has no role is not meant to get any.
    tracks: ["stable", "canary"],
    summary: "no user reaches the service",
  },
];

function burning(name: keyof typeof BURN_RATES): Alert {
  const [short, long] = BURN_RATES[name].windows;
  return {
    name,
    values: [burnRate(short), burnRate(long)],
    comparison: ">",
    unit: "burn rate",
    tracks: "recorded",
    summary: `{{ $labels.slo }} spends its error budget ${NUMBER} times too fast, over ${short} and over ${long}`,
  };
}
