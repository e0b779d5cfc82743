import { describe, expect, test } from "vitest";
import type { Check } from "../verdict.ts";
import { type EventCounts, NO_EVENTS } from "./counters.ts";
import {
  decidePoll,
  describeTally,
  openTally,
  type SloLimits,
  type Subject,
  type Tally,
  type Window,
} from "./decide.ts";

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
};

/** Counts after so many polls of which each is the same. */
function after(polls: number, each: Partial<EventCounts>): EventCounts {
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
  observation: { counts, durations: new Map(), up: 1, instances: 1 },
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
      judged: [subject("canary-1", after(poll, canary))],
      baseline: stable ? [subject("stable-1", after(poll, stable))] : [],
      ...(share === undefined ? {} : { share }),
      elapsedSeconds: poll * 15,
      query: "q",
    };
    const decision = decidePoll(window, LIMITS, tally, poll === polls);
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
      tally = decidePoll(window, LIMITS, tally, false).tally;
    }
    const [series] = tally.strategy.kind === "sequential" ? [...tally.strategy.series.values()] : [];
    expect(series?.evidence.canary).toEqual({ bad: 9, of: 240 });
  });

  test("tells how far it is", () => {
    expect(describeTally(openTally("sequential"), LIMITS)).toBe("0 of 0 objectives shown to be kept");
  });
});
