import { GENERATED } from "../metrics.ts";
import { badRate, badShare, requestRate, type Window } from "../promql.ts";
import { SLOS, type Slo } from "../slo.ts";
import { RATE_WINDOW } from "../tunables.ts";
import type { Recording } from "./recording.ts";
import { byTrack } from "./roles.ts";

const slos: readonly Slo[] = Object.values(SLOS);

/** The share of bad requests over a window, by `slo`, revision and track. */
export function badRatio(window: Window): string {
  return `${GENERATED.badRatio}${window}`;
}

export function badRatioRecording(slo: Slo, window: Window): Recording {
  return {
    record: badRatio(window),
    expr: byTrack(badShare(slo.indicator, window), "any"),
    labels: { slo: slo.name },
  };
}

/** The share of bad requests of every objective over the window that dashboards and threshold alerts look at. */
export function currentRatioRecordings(): Recording[] {
  return slos.map((slo) => badRatioRecording(slo, RATE_WINDOW));
}

/**
 * Requests per second of a whole service, bad ones and all, by `slo`. Their sums over time are what is left of a budget:
 * no share of a whole window can be had from shares of its parts.
 */
export function serviceRateRecordings(): Recording[] {
  return slos.flatMap(({ name, indicator }) => [
    { record: GENERATED.badRequests, expr: badRate(indicator, RATE_WINDOW, "service"), labels: { slo: name } },
    { record: GENERATED.requests, expr: requestRate(indicator, RATE_WINDOW, "service"), labels: { slo: name } },
  ]);
}
