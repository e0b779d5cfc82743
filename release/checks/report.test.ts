import { describe, expect, it } from "vitest";
import { NO_EVENTS } from "../../gates/slo/counters.ts";
import { openTally, type Tally } from "../../gates/slo/decide.ts";
import type { Check } from "../../gates/verdict.ts";
import { type Paint, renderSuite, renderSummary } from "./report.ts";
import { describePoll } from "./slo.ts";

const marked: Paint = (colour, text) => `<${colour}>${text}</${colour}>`;
const check = (outcome: Check["outcome"]): Check => ({
  name: `a ${outcome}`,
  outcome,
  value: 1,
  limit: "2",
  query: "q",
});

describe("the report", () => {
  it("is green for a pass, red for a failure and for what could not be measured, yellow for want of data", () => {
    const checks = [check("pass"), check("fail"), check("error"), check("inconclusive")];
    expect(renderSuite({ title: "1. Suite", checks }, marked)).toBe(
      [
        "<bold>1. Suite</bold>",
        "  <green>✓</green> a pass: pass 1 (allowed: 2)",
        "  <red>✗</red> a fail: fail 1 (allowed: 2); query: q",
        "  <red>✗</red> a error: error 1 (allowed: 2); query: q",
        "  <yellow>?</yellow> a inconclusive: inconclusive 1 (allowed: 2); query: q",
      ].join("\n"),
    );
  });

  it.each([
    [["pass", "pass"], "<green>PASSED</green>  2 checks: 2 passed"],
    [["pass", "fail"], "<red>FAILED</red>  2 checks: 1 passed, 1 failed"],
    [["inconclusive"], "<yellow>FAILED</yellow>  1 checks: 0 passed, 1 undecided for want of data"],
    [["error"], "<red>FAILED</red>  1 checks: 0 passed, 1 could not be measured"],
    [[], "<yellow>FAILED</yellow>  0 checks: 0 passed"],
  ] as const)("of %j ends with %s", (outcomes, line) => {
    expect(renderSummary([{ title: "", checks: outcomes.map(check) }], marked)).toBe(line);
  });
});

describe("the line of a poll", () => {
  const CLEAN = openTally("thresholds");
  const counts = { requests: 12345, errors: 12, measured: 12345, slowerThan1s: 0, slowerThan2s: 0 };
  const durations = new Map([
    [0.25, 11_000],
    [2.5, 12_345],
    [Number.POSITIVE_INFINITY, 12_345],
  ]);
  const observation = { counts, probes: NO_EVENTS, custom: new Map(), durations, up: 1, instances: 1 };

  it("has error rate, p95, p99, request rate, sample size and violations within 80 columns", () => {
    const tally: Tally = { ...CLEAN, strategy: { kind: "thresholds", violations: 2, inARow: 1 } };
    const line = describePoll({ elapsedSeconds: 300, observation, tally, maxViolations: 3 });
    expect(line).toBe("  300 s errors 0.1 %   p95 ≤ 2.5 s  p99 ≤ 2.5 s  41.1/s  n 12345 violations 2/3");
    expect(line.length).toBeLessThanOrEqual(80);
  });

  it("says that a poll could not be measured, and that nothing was asked", () => {
    const none = { ...observation, counts: { ...counts, requests: 0 }, durations: new Map<number, number>() };
    const line = (unmeasured: number) =>
      describePoll({ elapsedSeconds: 5, observation: none, tally: { ...CLEAN, unmeasured }, maxViolations: 3 });
    expect(line(0)).toBe("    5 s errors –       p95 –        p99 –        0.0/s   n 0     violations 0/3");
    expect(line(2)).toBe("    5 s could not be measured, 2 in a row                        violations 0/3");
  });
});
