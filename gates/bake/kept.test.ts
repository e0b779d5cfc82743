import { describe, expect, test } from "vitest";
import type { EventCounts } from "../slo/counters.ts";
import type { SloLimits, SloStrategy } from "../slo/limits.ts";
import { verdictOf } from "../verdict.ts";
import { decideKept, intervalsOf } from "./kept.ts";

const limits = (strategy: SloStrategy): SloLimits => ({
  strategy,
  alpha: 0.01,
  beta: 0.05,
  initialDelaySeconds: 0,
  consecutiveFailureLimit: 0,
  maxErrorRate: 0.01,
  maxShareSlowerThan1s: 0.05,
  maxShareSlowerThan2s: 0.01,
  minRequestsPerSecond: 0,
  minRequests: 1,
  maxViolations: 0,
  metrics: [],
});

const events = (requests: number, errors: number): EventCounts => ({
  requests,
  errors,
  measured: requests,
  slowerThan1s: 0,
  slowerThan2s: 0,
});

/** Errors of each interval, of so many requests each; the stable side beside it. */
function outcome(strategy: SloStrategy, requests: number, errors: readonly number[], stable: readonly number[] = []) {
  const intervals = errors.map(
    (bad, index) =>
      new Map([
        ["canary-1", { counts: events(requests, bad), custom: new Map() }],
        ["stable-1", { counts: events(requests * 9, stable[index] ?? 0), custom: new Map() }],
      ]),
  );
  const { checks } = decideKept(
    { judged: ["canary-1"], baseline: ["stable-1"] },
    { intervals, query: "q" },
    limits(strategy),
  );
  return verdictOf(checks).outcome;
}

const each = (errors: number, intervals = 24) => Array<number>(intervals).fill(errors);

describe("by rates", () => {
  test.each([
    ["within the SLO", 1000, [5], "pass"],
    ["outside it", 1000, [20], "fail"],
    ["without a request in all its time", 0, [0], "inconclusive"],
    ["with a count that is none", Number.NaN, [Number.NaN], "fail"],
  ])("a bake %s", (_case, requests, errors, expected) => {
    expect(outcome("thresholds", requests, errors)).toBe(expected);
  });
});

describe("by evidence", () => {
  test.each([
    ["kept", 100, each(0), "pass"],
    ["broken from beginning to end", 100, each(5), "fail"],
    ["at which one burst of errors came", 100, [40, ...each(0, 23)], "inconclusive"],
    ["that had too few requests to show it", 5, each(0), "inconclusive"],
    ["without a request", 0, each(0), "inconclusive"],
  ])("a bake in which the SLO was %s", (_case, requests, errors, expected) => {
    expect(outcome("sequential", requests, errors)).toBe(expected);
  });

  test("a canary that went bad late is not passed for its good beginning", () => {
    expect(outcome("sequential", 100, [...each(0, 16), ...each(20, 8)])).not.toBe("pass");
  });

  test("what stable breaks as well neither fails the canary nor passes it", () => {
    expect(outcome("sequential", 100, each(5), each(45))).toBe("inconclusive");
  });
});

test("a bake is looked at in intervals that hold some scrapes", () => {
  expect(intervalsOf(1800, limits("sequential"), 15)).toBe(24);
  expect(intervalsOf(600, limits("sequential"), 15)).toBe(10);
  expect(intervalsOf(5, limits("sequential"), 15)).toBe(1);
  expect(intervalsOf(1800, limits("thresholds"), 15)).toBe(1);
});
