import { counted, durations, runningAs, SELECTOR } from "../series.ts";
import type { Case } from "./case.ts";

const CANARY = runningAs(SELECTOR, "canary");

function took(measured: number, within: number, traffic = "user") {
  return durations("selector_request_duration_seconds", SELECTOR, { measured, within }, { le: "0.5", traffic });
}

function searches(values: string, traffic = "user") {
  return counted("selector_search_total", SELECTOR, `status="error",traffic="${traffic}"`, values);
}

function evictions(perMinute: number) {
  return counted("selector_cache_evictions_total", SELECTOR, "", `0+${perMinute}x600`);
}

export const SELECTOR_CASES: readonly Case[] = [
  {
    alert: "SelectorErrorBurst",
    what: "fires at once when 15 searches fail within 5 minutes",
    series: { ...CANARY, ...searches("0x10 5 10 15x20") },
    minutes: 13,
    fires: [
      {
        of: SELECTOR,
        track: "canary",
        says: "15 of the users' searches failed within 5m",
        limit: "> 10 failed searches",
      },
    ],
  },
  {
    alert: "SelectorErrorBurst",
    what: "is quiet when 8 searches fail within 5 minutes",
    series: { ...CANARY, ...searches("0x10 4 8x20") },
    minutes: 13,
    fires: [],
  },
  {
    alert: "SelectorErrorBurst",
    what: "is quiet when the burst is over",
    series: { ...CANARY, ...searches("0x10 5 10 15x20") },
    minutes: 20,
    fires: [],
  },
  {
    alert: "SelectorErrorBurst",
    what: "is quiet when a release's own probes fail",
    series: { ...CANARY, ...searches("0x10 50 100 150x20", "probe") },
    minutes: 13,
    fires: [],
  },
  {
    alert: "SelectorLatencyHigh",
    what: "fires when 6 % take longer than 500 ms",
    series: { ...CANARY, ...took(100, 94) },
    minutes: 15,
    fires: [
      {
        of: SELECTOR,
        track: "canary",
        says: "6% of the users' selector requests take longer than 0.5 s",
        limit: "> 5 %",
      },
    ],
  },
  {
    alert: "SelectorLatencyHigh",
    what: "is quiet when 4 % take longer than 500 ms",
    series: { ...CANARY, ...took(100, 96) },
    minutes: 15,
    fires: [],
  },
  {
    alert: "SelectorLatencyHigh",
    what: "is quiet before the slowness has lasted 5 minutes",
    series: { ...CANARY, ...took(100, 94) },
    minutes: 5,
    fires: [],
  },
  {
    alert: "SelectorLatencyHigh",
    what: "is quiet when a release's own probes are slow",
    series: { ...CANARY, ...took(100, 100), ...took(900, 0, "probe") },
    minutes: 15,
    fires: [],
  },
  {
    alert: "SelectorCacheEvictionRateHigh",
    what: "fires at 12 evictions per second",
    series: { ...CANARY, ...evictions(12 * 60) },
    minutes: 15,
    fires: [
      {
        of: SELECTOR,
        track: "canary",
        says: "the selector's cache drops 12 answers per second for want of room",
        limit: "> 10/s",
      },
    ],
  },
  {
    alert: "SelectorCacheEvictionRateHigh",
    what: "is quiet at 9 evictions per second",
    series: { ...CANARY, ...evictions(9 * 60) },
    minutes: 15,
    fires: [],
  },
  {
    alert: "SelectorCacheEvictionRateHigh",
    what: "is quiet before the evictions have lasted 5 minutes",
    series: { ...CANARY, ...evictions(12 * 60) },
    minutes: 5,
    fires: [],
  },
];
