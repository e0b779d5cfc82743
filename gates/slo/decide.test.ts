import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EventCounts, NO_EVENTS } from "./counters.ts";
import { decidePoll, decideUnmeasured, openTally, type Tally } from "./decide.ts";
import type { SloLimits } from "./limits.ts";
import { LAST, WATCHING, type Window } from "./window.ts";

const LIMITS: SloLimits = {
  strategy: "thresholds",
  alpha: 0.01,
  beta: 0.05,
  initialDelaySeconds: 0,
  consecutiveFailureLimit: 3,
  maxErrorRate: 0.01,
  maxShareSlowerThan1s: 0.05,
  maxShareSlowerThan2s: 0.01,
  minRequestsPerSecond: 1,
  minRequests: 20,
  maxViolations: 3,
  metrics: [],
};

const CLEAN = openTally("thresholds");
const healthy: EventCounts = { requests: 1000, errors: 0, measured: 1000, slowerThan1s: 0, slowerThan2s: 0 };

function window(counts: Partial<EventCounts>, up: [number, number] = [1, 1]): Window {
  const observation = {
    counts: { ...healthy, ...counts },
    probes: NO_EVENTS,
    custom: new Map(),
    durations: new Map(),
    up: up[0],
    instances: up[1],
  };
  return { judged: [{ revision: "canary-1", observation }], baseline: [], elapsedSeconds: 100, query: "q" };
}

function outcome(counts: Partial<EventCounts>, up?: [number, number]): string {
  const decision = decidePoll(window(counts, up), LIMITS, CLEAN, LAST);
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
    const decision = decidePoll(window({ errors: 30 }), LIMITS, CLEAN, LAST);
    expect(decision.kind === "decided" && decision.verdict.checks).toContainEqual({
      name: "error rate of canary-1",
      outcome: "fail",
      value: "3 %",
      limit: "< 1 %",
      ratio: { value: 0.03, limit: 0.01 },
      samples: 1000,
      query: "q",
    });
  });
});

describe("polls before the last", () => {
  const polls = (count: number, counts: Partial<EventCounts>) => {
    let tally: Tally = CLEAN;
    for (let poll = 1; poll <= count; poll++) {
      const decision = decidePoll(window(counts), LIMITS, tally, WATCHING);
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
  const unmeasured = (times: number) => ({ ...CLEAN, unmeasured: times });

  test("end in an error after more than three in a row, or at the end", () => {
    expect(decideUnmeasured("refused", "q", LIMITS, unmeasured(2), WATCHING).kind).toBe("watch");
    expect(decideUnmeasured("refused", "q", LIMITS, unmeasured(3), WATCHING)).toMatchObject({
      verdict: { outcome: "error" },
    });
    expect(decideUnmeasured("refused", "q", LIMITS, unmeasured(0), LAST)).toMatchObject({
      verdict: { outcome: "error" },
    });
  });

  test("a measured poll in between starts the count again", () => {
    const decision = decidePoll(window({}), LIMITS, unmeasured(3), WATCHING);
    expect(decision).toMatchObject({ kind: "watch", tally: { unmeasured: 0, down: 0 } });
  });
});

describe("polls in a row", () => {
  const play = (limits: Partial<SloLimits>, windows: readonly Window[]) => {
    let tally: Tally = openTally(limits.strategy ?? "thresholds");
    for (const [index, each] of windows.entries()) {
      const decision = decidePoll(each, { ...LIMITS, ...limits }, tally, WATCHING);
      if (decision.kind === "decided") return { poll: index + 1, outcome: decision.verdict.outcome };
      tally = decision.tally;
    }
    return { poll: windows.length, outcome: "watch" };
  };
  const [good, bad] = [window({}), window({ errors: 500 })];

  test("that violate fail sooner than those with one in between", () => {
    const limits = { maxViolations: 10, consecutiveFailureLimit: 1 };
    expect(play(limits, [bad, good, bad, good, bad, good])).toEqual({ poll: 6, outcome: "watch" });
    expect(play(limits, [bad, good, bad, bad, good])).toEqual({ poll: 4, outcome: "fail" });
  });

  test.each(["thresholds", "sequential"] as const)("with an instance down fail by %s", (strategy) => {
    const down = window({}, [1, 2]);
    const limits = { strategy, maxViolations: 10, consecutiveFailureLimit: 2 };
    expect(play(limits, [down, down, good, down, down, good])).toEqual({ poll: 6, outcome: "watch" });
    expect(play(limits, [down, down, down])).toEqual({ poll: 3, outcome: "fail" });
  });
});

describe("the initial delay", () => {
  test.each(["thresholds", "sequential"] as const)(
    "leaves slow first requests out, and no errors, by %s",
    (strategy) => {
      const limits: SloLimits = { ...LIMITS, strategy, initialDelaySeconds: 60 };
      const at = (elapsedSeconds: number, counts: Partial<EventCounts>) => ({ ...window(counts), elapsedSeconds });
      const cold = { requests: 600, measured: 600, slowerThan1s: 500, slowerThan2s: 300 };
      const first = decidePoll(at(60, cold), limits, openTally(strategy), WATCHING);
      const later = { ...cold, requests: 3000, measured: 3000 };
      expect(decidePoll(at(90, later), limits, first.tally, LAST)).toMatchObject({ verdict: { outcome: "pass" } });
      const slow = { ...later, slowerThan1s: 1500 };
      const checks = (counts: Partial<EventCounts>) => {
        const decision = decidePoll(at(90, counts), limits, first.tally, LAST);
        return decision.kind === "decided" ? decision.verdict.checks : [];
      };
      expect(checks(slow)).toContainEqual(
        expect.objectContaining({
          name: "share slower than 1 s (p95 < 1 s) of canary-1",
          value: "41.67 %",
          samples: 2400,
        }),
      );
      expect(checks({ ...later, errors: 900 })).toContainEqual(
        expect.objectContaining({ name: "error rate of canary-1", value: "30 %", samples: 3000 }),
      );
    },
  );
});
