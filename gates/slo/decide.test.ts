import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventCounts } from "./counters.ts";
import { CLEAN_TALLY, decidePoll, decideUnmeasured, type SloLimits, type Tally, type Window } from "./decide.ts";

const LIMITS: SloLimits = {
  maxErrorRate: 0.01,
  maxShareSlowerThan1s: 0.05,
  maxShareSlowerThan2s: 0.01,
  minRequestsPerSecond: 1,
  minRequests: 20,
  maxViolations: 3,
};

const healthy: EventCounts = { requests: 1000, errors: 0, measured: 1000, slowerThan1s: 0, slowerThan2s: 0 };

function window(counts: Partial<EventCounts>, up: [number, number] = [1, 1]): Window {
  const observation = { counts: { ...healthy, ...counts }, durations: new Map(), up: up[0], instances: up[1] };
  return { judged: [{ revision: "canary-1", observation }], baseline: [], elapsedSeconds: 100, query: "q" };
}

function outcome(counts: Partial<EventCounts>, up?: [number, number]): string {
  const decision = decidePoll(window(counts, up), LIMITS, CLEAN_TALLY, true);
  return decision.kind === "decided" ? decision.verdict.outcome : decision.kind;
}

describe("the last poll", () => {
  test.each([
    ["no errors", {}, "pass"],
    ["fewer errors than 1 %", { errors: 9 }, "pass"],
    ["exactly 1 % errors: the rate must be below", { errors: 10 }, "fail"],
    ["exactly 5 % slower than 1 s: p95 is not below 1 s", { slowerThan1s: 50 }, "fail"],
    ["fewer than 5 % slower than 1 s", { slowerThan1s: 49 }, "pass"],
    ["exactly 1 % slower than 2 s", { slowerThan2s: 10 }, "fail"],
    ["no requests at all", { requests: 0, measured: 0 }, "inconclusive"],
    ["fewer requests than needed", { requests: 19, measured: 19 }, "inconclusive"],
    ["a rate below the least one", { requests: 99, measured: 99 }, "inconclusive"],
    ["requests, but none of them measured", { measured: 0 }, "inconclusive"],
    ["too few requests, but already too many errors", { requests: 10, errors: 5, measured: 10 }, "fail"],
  ])("%s", (_case, counts, expected) => {
    expect(outcome(counts)).toBe(expected);
  });

  test("fails when an instance cannot be scraped, whatever the counts say", () => {
    expect(outcome({}, [1, 2])).toBe("fail");
    expect(outcome({}, [0, 0])).toBe("fail");
  });

  test("never passes without data", () => {
    fc.assert(
      fc.property(fc.nat(19), fc.double({ min: 0, max: 1, noNaN: true }), (requests, share) => {
        const errors = Math.floor(requests * share);
        expect(outcome({ requests, errors, measured: requests })).not.toBe("pass");
      }),
    );
  });

  test("more errors never make it better", () => {
    const rank = { fail: 0, error: 1, inconclusive: 2, pass: 3 } as const;
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), fc.nat(2000), (requests, few, more) => {
        const counts = (errors: number) => ({ requests, measured: requests, errors: Math.min(errors, requests) });
        const [less, worse] = [outcome(counts(few)), outcome(counts(few + more))];
        expect(rank[worse as keyof typeof rank]).toBeLessThanOrEqual(rank[less as keyof typeof rank]);
      }),
    );
  });

  test("says value, limit, sample size and query of what failed", () => {
    const decision = decidePoll(window({ errors: 30 }), LIMITS, CLEAN_TALLY, true);
    expect(decision.kind === "decided" && decision.verdict.checks).toContainEqual({
      name: "error rate of canary-1",
      outcome: "fail",
      value: "3 %",
      limit: "< 1 %",
      samples: 1000,
      query: "q",
    });
  });
});

describe("polls before the last", () => {
  const polls = (count: number, counts: Partial<EventCounts>) => {
    let tally: Tally = CLEAN_TALLY;
    for (let poll = 1; poll <= count; poll++) {
      const decision = decidePoll(window(counts), LIMITS, tally, false);
      if (decision.kind === "decided") return { poll, outcome: decision.verdict.outcome };
      tally = decision.tally;
    }
    return { poll: count, outcome: "watch" };
  };

  test("more than three violations fail at once", () => {
    expect(polls(10, { errors: 500 })).toEqual({ poll: 4, outcome: "fail" });
  });

  test("three violations do not", () => {
    expect(polls(3, { errors: 500 })).toEqual({ poll: 3, outcome: "watch" });
  });

  test("too little traffic is waited for, not failed", () => {
    expect(polls(50, { requests: 0, measured: 0 })).toEqual({ poll: 50, outcome: "watch" });
  });
});

describe("polls that could not be measured", () => {
  test("end in an error after more than three in a row, or at the end", () => {
    const tally = (unmeasured: number) => ({ violations: 0, unmeasured });
    expect(decideUnmeasured("refused", "q", LIMITS, tally(2), false).kind).toBe("watch");
    expect(decideUnmeasured("refused", "q", LIMITS, tally(3), false)).toMatchObject({ verdict: { outcome: "error" } });
    expect(decideUnmeasured("refused", "q", LIMITS, tally(0), true)).toMatchObject({ verdict: { outcome: "error" } });
  });

  test("a measured poll in between starts the count again", () => {
    const decision = decidePoll(window({}), LIMITS, { violations: 0, unmeasured: 3 }, false);
    expect(decision).toEqual({ kind: "watch", tally: { violations: 0, unmeasured: 0 } });
  });
});
