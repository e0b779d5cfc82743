import { describe, expect, test } from "vitest";
import type { Check } from "../verdict.ts";
import { type EventCounts, NO_EVENTS } from "./counters.ts";
import { decidePoll, describeTally, openTally, type Tally } from "./decide.ts";
import type { SloLimits } from "./limits.ts";
import { LAST, type Subject, WATCHING, type Window } from "./window.ts";

const LIMITS: SloLimits = {
  strategy: "sequential",
  alpha: 0.01,
  beta: 0.05,
  initialDelaySeconds: 0,
  consecutiveFailureLimit: 3,
  maxErrorRate: 0.01,
  maxShareSlowerThan1s: 0.05,
  maxShareSlowerThan2s: 0.01,
  minRequestsPerSecond: 0.1,
  minRequests: 50,
  maxViolations: 3,
  metrics: [],
};

/** Counts after so many polls of which each is the same. */
function countsAt(polls: number, each: Partial<EventCounts>): EventCounts {
  const counts = { ...NO_EVENTS, ...each };
  return {
    requests: counts.requests * polls,
    errors: counts.errors * polls,
    measured: counts.requests * polls,
    slowerThan1s: counts.slowerThan1s * polls,
    slowerThan2s: counts.slowerThan2s * polls,
  };
}

const subject = (revision: string, counts: EventCounts): Subject => ({
  revision,
  observation: { counts, probes: NO_EVENTS, custom: new Map(), durations: new Map(), up: 1, instances: 1 },
});

interface Play {
  readonly canary: Partial<EventCounts>;
  readonly stable?: Partial<EventCounts>;
  readonly share?: number;
  readonly polls: number;
}

/** Polls until the gate decides. */
function play({ canary, stable, share, polls }: Play) {
  let tally: Tally = openTally("sequential");
  for (let poll = 1; poll <= polls; poll++) {
    const window: Window = {
      judged: [subject("canary-1", countsAt(poll, canary))],
      baseline: stable ? [subject("stable-1", countsAt(poll, stable))] : [],
      ...(share === undefined ? {} : { share }),
      elapsedSeconds: poll * 15,
      query: "q",
    };
    const decision = decidePoll(window, LIMITS, tally, poll === polls ? LAST : WATCHING);
    tally = decision.tally;
    if (decision.kind === "decided") {
      const named = (name: string): Check | undefined => decision.verdict.checks.find((check) => check.name === name);
      return { poll, outcome: decision.verdict.outcome, checks: decision.verdict.checks, named };
    }
  }
  throw new Error("the last poll did not decide");
}

describe("the sequential strategy", () => {
  test("fails a canary that is worse than stable early, and explains it by counts of both sides", () => {
    const { poll, outcome, named } = play({
      canary: { requests: 50, errors: 2 },
      stable: { requests: 450, errors: 1 },
      share: 0.1,
      polls: 120,
    });
    expect(outcome).toBe("fail");
    expect(poll).toBeLessThan(8);
    expect(named("error rate of canary-1 beside stable")).toMatchObject({
      outcome: "fail",
      value: `${2 * poll} of ${3 * poll} bad requests`,
      limit: "its share of 10 %, as far as chance goes",
      samples: 50 * poll,
      stableSamples: 450 * poll,
      eValueLimit: expect.closeTo(600, 6),
      query: "q",
    });
    expect(named("error rate of canary-1 beside stable")?.eValue).toBeGreaterThanOrEqual(600);
  });

  test("passes early when every objective is shown to be kept, with the interval that shows it", () => {
    const { poll, outcome, named } = play({
      canary: { requests: 60 },
      stable: { requests: 60 },
      share: 0.5,
      polls: 120,
    });
    expect({ poll, outcome }).toEqual({ poll: 20, outcome: "pass" });
    const [lower, upper] = named("error rate of canary-1")?.interval ?? [];
    expect(lower).toBe(0);
    expect(upper).toBeGreaterThan(0.001);
    expect(upper).toBeLessThan(0.01);
  });

  test.each([
    ["no traffic", 0, "no requests"],
    ["too little", 1, "0 %"],
  ])("is inconclusive with %s", (_case, requests, value) => {
    const { outcome, named } = play({ canary: { requests }, stable: { requests }, share: 0.5, polls: 120 });
    expect(outcome).toBe("inconclusive");
    expect(named("error rate of canary-1")).toMatchObject({
      outcome: "inconclusive",
      value,
      note: "too little traffic to show that it is below 1 %",
    });
  });

  test("says when the stable side breaks the objective as well", () => {
    const sick = { requests: 60, errors: 3 };
    const { outcome, named } = play({ canary: sick, stable: sick, share: 0.5, polls: 120 });
    expect(outcome).toBe("inconclusive");
    expect(named("error rate of canary-1")?.note).toContain("the stable side breaks it as well");
  });

  test("says when requests were split otherwise than was set, and compares nothing", () => {
    const { outcome, checks, named } = play({
      canary: { requests: 60 },
      stable: { requests: 60 },
      share: 0.1,
      polls: 120,
    });
    expect(outcome).toBe("inconclusive");
    expect(named("split of requests")).toMatchObject({ outcome: "inconclusive", value: "50 %", limit: "about 10 %" });
    expect(checks.some(({ name }) => name.includes("beside stable"))).toBe(false);
  });

  test("judges by the objectives alone where nobody is beside the canary", () => {
    const { poll, outcome, named } = play({ canary: { requests: 60, slowerThan2s: 6, slowerThan1s: 6 }, polls: 120 });
    expect(outcome).toBe("fail");
    expect(poll).toBe(4);
    expect(named("share slower than 2 s (p99 < 2 s) of canary-1")).toMatchObject({
      outcome: "fail",
      value: "10 %",
      eValueLimit: expect.closeTo(300, 6),
    });
  });

  test("keeps what was counted when a count goes back", () => {
    let tally = openTally("sequential");
    for (const [index, errors] of [3, 6, 0, 3].entries()) {
      const counts = { ...NO_EVENTS, requests: 60 * (index + 1), errors };
      const window: Window = { judged: [subject("canary-1", counts)], baseline: [], elapsedSeconds: 15, query: "q" };
      tally = decidePoll(window, LIMITS, tally, WATCHING).tally;
    }
    const [series] = tally.strategy.kind === "sequential" ? [...tally.strategy.series.values()] : [];
    expect(series?.evidence.canary).toEqual({ bad: 9, of: 240 });
  });

  describe("with synthetic requests", () => {
    const PROBING = { isProbing: true, isLast: false };

    /** Polls of an over window: users' counts stay, and every poll brings so many probes. */
    function probe(users: Partial<EventCounts>, each: Partial<EventCounts>, before = 0, stable?: EventCounts) {
      const seen = (counts: EventCounts, probes: EventCounts): Subject => {
        const { observation, revision } = subject("canary-1", counts);
        return { revision, observation: { ...observation, probes } };
      };
      const at = (probes: EventCounts): Window => ({
        judged: [seen(countsAt(1, users), probes)],
        baseline: stable ? [subject("stable-1", stable)] : [],
        ...(stable ? { share: 0.5 } : {}),
        elapsedSeconds: 1800,
        query: "q",
      });
      const others = countsAt(before, { requests: 100 });
      const over = decidePoll(at(others), LIMITS, openTally("sequential"), WATCHING);
      if (over.kind === "decided") return { lacksTraffic: false, polls: 0, verdict: over.verdict };
      let { tally } = over;
      for (let polls = 1; polls <= 60; polls++) {
        const more = countsAt(polls, each);
        const probes = {
          ...more,
          requests: more.requests + others.requests,
          measured: more.measured + others.measured,
        };
        const decision = decidePoll(at(probes), LIMITS, tally, { ...PROBING, isLast: polls === 60 });
        if (decision.kind === "decided") return { lacksTraffic: over.lacksTraffic, polls, verdict: decision.verdict };
        tally = decision.tally;
      }
      throw new Error("the last poll did not decide");
    }

    test("passes as soon as there are enough, and says how many of them were synthetic", () => {
      const { lacksTraffic, polls, verdict } = probe({ requests: 20 }, { requests: 75 });
      expect({ lacksTraffic, polls, outcome: verdict.outcome }).toEqual({
        lacksTraffic: true,
        polls: 5,
        outcome: "pass",
      });
      expect(verdict.checks.find(({ name }) => name === "error rate of canary-1")).toMatchObject({
        samples: 395,
        probes: 375,
      });
    });

    test("does not count what testers had sent before", () => {
      expect(probe({ requests: 20 }, { requests: 75 }, 10)).toMatchObject({ polls: 5 });
    });

    test("fails a canary that fails them", () => {
      expect(probe({ requests: 20 }, { requests: 75, errors: 15 }).verdict.outcome).toBe("fail");
    });

    test("does not hide what users meet behind them", () => {
      const { polls, verdict } = probe({ requests: 100, errors: 30 }, { requests: 75 });
      // One burst of users' errors is not yet a failure, and no number of good probes makes it a pass soon.
      expect(polls).toBeGreaterThan(40);
      expect(verdict.outcome).not.toBe("fail");
    });

    test("says that more requests would not help where the split is another than was set", () => {
      const decision = decidePoll(
        {
          judged: [subject("canary-1", countsAt(1, { requests: 500 }))],
          baseline: [subject("stable-1", countsAt(1, { requests: 500 }))],
          share: 0.1,
          elapsedSeconds: 1800,
          query: "q",
        },
        LIMITS,
        {
          ...openTally("sequential"),
          strategy: { kind: "sequential", polls: 99, series: new Map(), objectives: 0, kept: 0 },
        },
        WATCHING,
      );
      expect(decision).toMatchObject({ kind: "watch", lacksTraffic: false });
    });
  });

  test("holds the stack's own metrics like any objective", () => {
    const limits = { ...LIMITS, metrics: [{ name: "failed orders", bad: "", total: "", maxShare: 0.02 }] };
    let tally: Tally = openTally("sequential");
    for (let poll = 1; ; poll++) {
      const { revision, observation } = subject("canary-1", countsAt(poll, { requests: 60 }));
      const custom = new Map([["failed orders", { bad: 3 * poll, of: 20 * poll }]]);
      const judged = [{ revision, observation: { ...observation, custom } }];
      const decision = decidePoll({ judged, baseline: [], elapsedSeconds: 15, query: "q" }, limits, tally, WATCHING);
      if (decision.kind === "decided") {
        const [check] = decision.verdict.checks.filter(({ outcome }) => outcome === "fail");
        expect(check).toMatchObject({
          name: "failed orders of canary-1",
          value: "15 %",
          limit: "< 2 %",
          samples: 20 * poll,
        });
        // Four objectives share α.
        expect(check?.eValueLimit).toBeCloseTo(400, 6);
        return;
      }
      tally = decision.tally;
      expect(poll).toBeLessThan(20);
    }
  });

  test("tells how far it is", () => {
    expect(describeTally(openTally("sequential"), LIMITS)).toBe("0 of 0 objectives shown to be kept");
  });
});
