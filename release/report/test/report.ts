import type { RecordedEvent } from "../../../gates/events.ts";
import type { Check } from "../../../gates/verdict.ts";
import type { Update } from "../model/history.ts";
import type { Measurements } from "../model/measurements.ts";
import { releasesIn } from "../model/releases.ts";
import { type Report, reportOf } from "../model/report.ts";
import { event, minute } from "./updates.ts";

export const BROKEN: Check = {
  name: "error rate of automation-service-3.0.1-abc",
  outcome: "fail",
  value: "12.5 %",
  limit: "< 1 %",
  samples: 400,
  stableSamples: 3600,
  eValue: 1780.4,
  eValueLimit: 600,
  interval: [0.08, 0.2],
  range: ["2026-01-01T12:00:12.000Z", "2026-01-01T12:00:48.000Z"],
  query: 'sum(rate(ai_requests_total{revision="automation-service-3.0.1-abc"}[5m]))',
  note: "requests failed in every poll",
};

/** An update in which the SLO gate says no, from its first minute on. */
export const REFUSED: readonly RecordedEvent[] = [
  event(0.1, { event: "gate started", gate: "smoke", subject: "automation-service-3.0.1-abc" }),
  event(0.15, {
    event: "gate decided",
    gate: "smoke",
    subject: "automation-service-3.0.1-abc",
    outcome: "pass",
    checks: [{ name: "health", outcome: "pass", value: 200, screenshot: ".canary/local/screenshots/1.png" }],
  }),
  event(0.2, { event: "gate started", gate: "slo", subject: "automation-service-3.0.1-abc" }),
  event(0.2, { event: "weights moved", weights: {} }),
  event(0.8, {
    event: "gate decided",
    gate: "slo",
    subject: "automation-service-3.0.1-abc",
    outcome: "fail",
    checks: [BROKEN],
  }),
  event(0.81, { event: "weights restored", by: "shift", reason: "the gate said no" }),
];

export const MEASURED: Measurements = {
  source: {
    kind: "prometheus",
    stepSeconds: 15,
    windowSeconds: 60,
    queries: { share: "a", errorRate: "b", slowerThan1s: "c", p95: "d" },
  },
  lines: (["share", "errorRate", "slowerThan1s", "p95"] as const).flatMap((metric) =>
    (["canary", "stable"] as const).map((side) => ({
      metric,
      side,
      revision: `api-${side}`,
      points: [
        [minute(0.25), 0.1],
        [minute(0.5), null],
        [minute(0.75), 0.125],
      ] as const,
    })),
  ),
};

export const UNMEASURED: Measurements = { source: { kind: "none", reason: "Prometheus is gone" }, lines: [] };

/** The report on the last release of a history. */
export function reportOn(
  history: readonly Update[],
  events: readonly RecordedEvent[] = [],
  measurements: Measurements = UNMEASURED,
): Report {
  const releases = releasesIn(history);
  return reportOf({
    stack: "local",
    release: releases.at(-1)!,
    releases: releases.length,
    history,
    events,
    measurements,
    now: minute(100),
  });
}
