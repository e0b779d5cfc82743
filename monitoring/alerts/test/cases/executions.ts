import { durations, EXECUTOR, executions, runningAs } from "../series.ts";
import type { Case, Firing } from "./case.ts";

const STABLE = runningAs(EXECUTOR, "stable");

const failing = { of: EXECUTOR, says: "6% of the users' executions fail", limit: "> 5 %" };

function slow(seconds: 1 | 5, percent: number, limit: string): Firing {
  const says = `${percent}% of the users' executions take longer than ${seconds} s`;
  return { of: EXECUTOR, track: "stable", says, limit };
}

function took(measured: number, within: number, le: string, traffic = "user") {
  return durations("ai_request_duration_seconds", EXECUTOR, { measured, within }, { le, traffic });
}

export const EXECUTION_CASES: readonly Case[] = [
  {
    alert: "AIExecutionErrorRateHigh",
    what: "fires at 6 % of failures",
    series: { ...STABLE, ...executions(EXECUTOR, { succeed: 94, fail: 6 }) },
    minutes: 10,
    fires: [{ ...failing, track: "stable" }],
  },
  {
    alert: "AIExecutionErrorRateHigh",
    what: "is quiet at 4 % of failures",
    series: { ...STABLE, ...executions(EXECUTOR, { succeed: 96, fail: 4 }) },
    minutes: 10,
    fires: [],
  },
  {
    alert: "AIExecutionErrorRateHigh",
    what: "is quiet before the failures have lasted 2 minutes",
    series: { ...STABLE, ...executions(EXECUTOR, { succeed: 94, fail: 6 }) },
    minutes: 2,
    fires: [],
  },
  {
    alert: "AIExecutionErrorRateHigh",
    what: "takes what callers got wrong for neither a failure nor a success",
    series: { ...STABLE, ...executions(EXECUTOR, { succeed: 94, fail: 6, invalid: 900 }) },
    minutes: 10,
    fires: [{ ...failing, track: "stable" }],
  },
  {
    alert: "AIExecutionErrorRateHigh",
    what: "is quiet when callers alone are wrong",
    series: { ...STABLE, ...executions(EXECUTOR, { succeed: 10, invalid: 900 }) },
    minutes: 10,
    fires: [],
  },
  {
    alert: "AIExecutionErrorRateHigh",
    what: "is quiet when a release's own probes fail",
    series: {
      ...STABLE,
      ...executions(EXECUTOR, { succeed: 10 }),
      ...executions(EXECUTOR, { succeed: 0, fail: 900 }, { traffic: "probe" }),
    },
    minutes: 10,
    fires: [],
  },
  {
    alert: "AIExecutionErrorRateHigh",
    what: "is quiet without requests, which is no share at all",
    series: { ...STABLE, ...executions(EXECUTOR, { succeed: 0 }) },
    minutes: 10,
    fires: [],
  },
  {
    alert: "AIExecutionErrorRateHigh",
    what: "names each role of a revision that has two",
    series: { ...runningAs(EXECUTOR, "stable", "canary"), ...executions(EXECUTOR, { succeed: 94, fail: 6 }) },
    minutes: 10,
    fires: [
      { ...failing, track: "stable" },
      { ...failing, track: "canary" },
    ],
  },
  {
    alert: "AIExecutionErrorRateHigh",
    what: "fires for a revision that runs without a role",
    series: { ...runningAs(EXECUTOR), ...executions(EXECUTOR, { succeed: 94, fail: 6 }) },
    minutes: 10,
    fires: [{ ...failing, track: "none" }],
  },
  {
    alert: "AIExecutionErrorRateHigh",
    what: "is quiet about a revision that has ended, though its last samples are within the window",
    series: executions(EXECUTOR, { succeed: 94, fail: 6 }, { minutes: 9 }),
    minutes: 10,
    fires: [],
  },
  {
    alert: "AIExecutionLatencyP95High",
    what: "fires when 6 % take longer than 1 s",
    series: { ...STABLE, ...took(100, 94, "1") },
    minutes: 15,
    fires: [slow(1, 6, "> 5 %")],
  },
  {
    alert: "AIExecutionLatencyP95High",
    what: "knows the edge as Prometheus 3 writes it",
    series: { ...STABLE, ...took(100, 94, "1.0") },
    minutes: 15,
    fires: [slow(1, 6, "> 5 %")],
  },
  {
    alert: "AIExecutionLatencyP95High",
    what: "is quiet when 4 % take longer than 1 s",
    series: { ...STABLE, ...took(100, 96, "1") },
    minutes: 15,
    fires: [],
  },
  {
    alert: "AIExecutionLatencyP95High",
    what: "is quiet before the slowness has lasted 5 minutes",
    series: { ...STABLE, ...took(100, 94, "1") },
    minutes: 5,
    fires: [],
  },
  {
    alert: "AIExecutionLatencyP95High",
    what: "is quiet when a release's own probes are slow",
    series: { ...STABLE, ...took(100, 100, "1"), ...took(900, 0, "1", "probe") },
    minutes: 15,
    fires: [],
  },
  {
    alert: "AIExecutionLatencyP99Critical",
    what: "fires when 1.2 % take longer than 5 s",
    series: { ...STABLE, ...took(1000, 988, "5") },
    minutes: 15,
    fires: [slow(5, 1.2, "> 1 %")],
  },
  {
    alert: "AIExecutionLatencyP99Critical",
    what: "is quiet when 0.8 % take longer than 5 s, however many take longer than 2 s",
    series: { ...STABLE, ...took(1000, 992, "5"), ...took(1000, 10, "2") },
    minutes: 15,
    fires: [],
  },
  {
    alert: "AIExecutionLatencyP99Critical",
    what: "is quiet before the slowness has lasted 3 minutes",
    series: { ...STABLE, ...took(1000, 988, "5") },
    minutes: 3,
    fires: [],
  },
  {
    alert: "AIExecutionLatencyP99Critical",
    what: "is quiet when a release's own probes are slow",
    series: { ...STABLE, ...took(100, 100, "5"), ...took(900, 0, "5", "probe") },
    minutes: 15,
    fires: [],
  },
];
