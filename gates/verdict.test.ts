import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Check, describeChecks, describeFailure, describeNearest, type Outcome, verdictOf } from "./verdict.ts";

const check = (outcome: Outcome): Check => ({ name: "n", outcome });

describe("a verdict", () => {
  test("passes only where there are checks and all of them pass", () => {
    const outcomes = fc.array(fc.constantFrom<Outcome>("pass", "fail", "inconclusive", "error"));
    fc.assert(
      fc.property(outcomes, (all) => {
        const passes = all.length > 0 && all.every((outcome) => outcome === "pass");
        expect(verdictOf(all.map(check)).outcome === "pass").toBe(passes);
      }),
    );
  });

  test.each<[Outcome[], Outcome]>([
    [[], "inconclusive"],
    [["pass", "inconclusive", "error", "fail"], "fail"],
    [["pass", "inconclusive", "error"], "error"],
    [["pass", "inconclusive"], "inconclusive"],
  ])("of %j is %s", (outcomes, expected) => {
    expect(verdictOf(outcomes.map(check)).outcome).toBe(expected);
  });

  test("says of each culprit what was seen, what is allowed, on how much, and by which query", () => {
    const failed: Check = {
      name: "error rate",
      outcome: "fail",
      value: "3 %",
      limit: "< 1 %",
      samples: 40,
      query: "q",
    };
    expect(describeFailure(verdictOf([check("pass"), failed]))).toBe(
      "error rate: fail 3 % (allowed: < 1 %) over 40 requests; query: q",
    );
  });
});

describe("what is nearest to failing", () => {
  const weighed = (name: string, eValue: number, eValueLimit = 600): Check => ({
    name,
    outcome: "inconclusive",
    eValue,
    eValueLimit,
  });

  test("is the check whose evidence is nearest to its own limit", () => {
    const checks = [check("pass"), weighed("errors", 30), weighed("slow", 29, 100), weighed("fine", 0.01)];
    expect(describeNearest(checks)).toBe("nearest to failing: slow, e-value 29 (fails at 100)");
  });

  test.each([
    ["without evidence", [check("pass")]],
    ["where all speaks for the canary", [weighed("errors", 0.2)]],
    ["without checks", []],
  ])("is nothing %s", (_case, checks) => expect(describeNearest(checks)).toBeUndefined());
});

test("one query of several checks is told once, by the last of those that did not pass", () => {
  const asked = (name: string, outcome: Outcome, query: string): Check => ({ name, outcome, query });
  expect(
    describeChecks([
      asked("a", "fail", "x"),
      asked("b", "fail", "y"),
      asked("c", "inconclusive", "x"),
      asked("d", "pass", "x"),
    ]),
  ).toEqual(["a: fail", "b: fail; query: y", "c: inconclusive; query: x", "d: pass"]);
});
