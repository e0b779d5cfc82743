import { GENERATED, type HistogramName, PROCESS, TRAFFIC } from "../metrics.ts";
import { byTrack, type Tracks } from "../recordings/roles.ts";
import type { Slo } from "../slo.ts";
import type { Panel, Query } from "./dashboard.ts";
import { CHOSEN, RATE_INTERVAL } from "./variables.ts";

export const USERS = `traffic="${TRAFFIC.user}"`;
/** Stable and canary are told apart by their role, two canaries after each other by their revision. */
export const BY_TRACK = "{{track}} {{revision}}";

/** Per second, summed up by labels. */
export function rateBy(labels: string, selector: string): string {
  return `sum by (${labels}) (rate(${selector}[${RATE_INTERVAL}]))`;
}

/** Per second, by revision and track. */
export function rateByTrack(selector: string, tracks: Tracks = "any"): Query {
  return { expr: byTrack(rateBy("revision", selector), tracks), legend: BY_TRACK };
}

/** p95 and p99 by revision; linear within a bucket, so for the eye alone. */
export function quantiles(histogram: HistogramName): [Query, Query] {
  const quantile = (share: number): Query => ({
    expr: `histogram_quantile(${share}, ${rateBy("le, revision", `${histogram}_bucket{${USERS},${CHOSEN}}`)})`,
    legend: `p${share * 100} {{revision}}`,
  });
  return [quantile(0.95), quantile(0.99)];
}

/** The recorded share of bad requests of an objective. */
export function badShareOf(slo: Slo): Query {
  return { expr: `${GENERATED.badRatio}5m{slo="${slo.name}",${CHOSEN}}`, legend: BY_TRACK };
}

/** Share of the service's requests that were good, 0 to 1. */
export function goodShareOfService(slo: Slo): string {
  const of = `{slo="${slo.name}"}`;
  return `1 - ${GENERATED.badRequests}${of} / ${GENERATED.requests}${of}`;
}

/**
 * Share of the objective's budget that is left of its window: 1 untouched, below 0 overspent. Where Prometheus keeps less
 * than the window, of what it keeps.
 */
export function budgetLeft(slo: Slo, budget: number, windowDays: number): string {
  const sum = (rate: string) => `sum_over_time(${rate}{slo="${slo.name}"}[${windowDays}d])`;
  return `1 - ${sum(GENERATED.badRequests)} / ${sum(GENERATED.requests)} / ${budget}`;
}

/** What a service's processes use. */
export function processPanels(service: Slo["service"]): Panel[] {
  const of = `{service="${service}",${CHOSEN}}`;
  const legend = "{{revision}} {{instance}}";
  return [
    {
      title: "Processor",
      description: "Processor time per second of each instance: 1 is one core.",
      kind: "lines",
      unit: "short",
      queries: [{ expr: `rate(${PROCESS.cpu}${of}[${RATE_INTERVAL}])`, legend }],
    },
    {
      title: "Memory",
      description: "Resident memory of each instance. A revision that climbs without end leaks.",
      kind: "lines",
      unit: "bytes",
      queries: [{ expr: `${PROCESS.residentMemory}${of}`, legend }],
    },
    {
      title: "Event loop",
      description: "How late the event loop of each instance is, p99: while it is late, every request of it waits.",
      kind: "lines",
      unit: "s",
      queries: [{ expr: `${PROCESS.eventLoopLagP99}${of}`, legend }],
    },
  ];
}

/** How the whole service does, in three numbers. */
export function serviceNumbers(slo: Slo, budget: number, windowDays: number, requests: string): Panel[] {
  return [
    {
      title: "Requests of users",
      description: "Per second, of all revisions together. A release's own probes are not counted.",
      kind: "number",
      unit: "reqps",
      queries: [{ expr: `sum(rate(${requests}{${USERS}}[${RATE_INTERVAL}]))`, legend: "requests" }],
    },
    {
      title: "Success",
      description: `Share of good requests over 5 minutes, of all revisions together. Objective: ${slo.objective * 100} % over ${windowDays} days.`,
      kind: "number",
      unit: "percentunit",
      queries: [{ expr: goodShareOfService(slo), legend: "success" }],
    },
    {
      title: "Error budget left",
      description:
        `Of the ${budget * 100} % of requests that may fail within ${windowDays} days, what is left; below 0, overspent. ` +
        "Where Prometheus keeps less than that, only what it keeps is counted.",
      kind: "number",
      unit: "percentunit",
      queries: [{ expr: budgetLeft(slo, budget, windowDays), legend: "left" }],
    },
  ];
}
