import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addEvents, burstSizes, type Evidence, NO_EVIDENCE } from "./objective-test.ts";
import { barsFor, decide, type State } from "./sequential.ts";

const RATES = { alpha: 0.01, beta: 0.05 };
const BARS = barsFor(RATES, 1, true);

interface Interval {
  readonly bad: number;
  readonly of: number;
  readonly stableBad?: number;
  readonly stableOf?: number;
}

/** So many intervals, each the same. */
function steady(intervals: number, { bad, of, stableBad = 0, stableOf = of }: Interval, from = NO_EVIDENCE): Evidence {
  let evidence = from;
  for (let index = 0; index < intervals; index++) {
    evidence = addEvents(evidence, { bad, of }, { bad: stableBad, of: stableOf });
  }
  return evidence;
}

function decideOn(evidence: Evidence, state: Partial<State> = {}) {
  const split = { share: 0.5, canary: evidence.canary.of, stable: evidence.stable.of };
  const judged = [{ limit: 0.01, evidence }];
  return decide({ judged, split, polls: evidence.intervals, isLast: false, ...state }, BARS);
}

describe("the bars", () => {
  test("share α over the tests, two for an objective beside a stable side", () => {
    expect(barsFor(RATES, 3, true).fail).toBeCloseTo(Math.log(600), 12);
    expect(barsFor(RATES, 3, false).fail).toBeCloseTo(Math.log(300), 12);
    expect(barsFor(RATES, 3, true).pass).toBeCloseTo(Math.log(20), 12);
  });
});

describe("a gate that looks at every poll", () => {
  test("fails what is worse than stable before its end, and says so", () => {
    const decision = decideOn(steady(12, { bad: 2, of: 50 }));
    expect(decision).toMatchObject({ outcome: "fail", findings: [{ conclusion: "worse than stable" }] });
  });

  test("fails what breaks its objective where no stable side is beside it", () => {
    const { judged, ...rest } = {
      judged: [{ limit: 0.01, evidence: steady(12, { bad: 2, of: 50 }) }],
      polls: 12,
      isLast: false,
    };
    expect(decide({ judged, ...rest }, barsFor(RATES, 1, false))).toMatchObject({
      outcome: "fail",
      findings: [{ relative: undefined, conclusion: "breaks objective" }],
    });
  });

  test("does not fail a canary for what the stable side does as well, nor pass it", () => {
    const both = steady(40, { bad: 3, of: 60, stableBad: 3 });
    expect(decideOn(both)).toMatchObject({ outcome: "watch", findings: [{ conclusion: "shared" }] });
    expect(decideOn(both, { isLast: true }).outcome).toBe("inconclusive");
  });

  test("does not fail for one burst, however many errors it has", () => {
    fc.assert(
      fc.property(
        fc.nat(30),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 20, max: 100 }),
        (before, long, bad) => {
          const burst = steady(long, { bad, of: 100 }, steady(before, { bad: 0, of: 100 }));
          expect(decideOn(burst).outcome).not.toBe("fail");
          expect(decideOn(steady(30, { bad: 0, of: 100 }, burst)).outcome).not.toBe("fail");
        },
      ),
      { seed: 1 },
    );
  });

  test("sees a fault that lasts, even when it begins late", () => {
    const late = steady(24, { bad: 20, of: 100 }, steady(40, { bad: 0, of: 100 }));
    expect(decideOn(late).outcome).toBe("fail");
  });

  test.each([
    ["no data", 0],
    ["298 requests without an error: too few for 1 % at 95 %", 298],
  ])("at its end is inconclusive with %s", (_case, of) => {
    expect(decideOn(steady(of === 0 ? 0 : 1, { bad: 0, of }), { isLast: true, polls: 10 }).outcome).toBe(
      "inconclusive",
    );
  });

  test("passes at its end what is shown to keep the objective, and earlier only after 20 intervals", () => {
    expect(decideOn(steady(5, { bad: 0, of: 100 }), { isLast: true }).outcome).toBe("pass");
    expect(decideOn(steady(19, { bad: 0, of: 100 })).outcome).toBe("watch");
    expect(decideOn(steady(20, { bad: 0, of: 100 })).outcome).toBe("pass");
  });

  test("does not pass early what looks worse than stable, though it keeps the objective", () => {
    let evidence = NO_EVIDENCE;
    for (let index = 0; index < 32; index++) {
      evidence = addEvents(evidence, { bad: index % 4 === 0 ? 1 : 0, of: 200 }, { bad: 0, of: 200 });
    }
    expect(decideOn(evidence)).toMatchObject({ outcome: "watch", findings: [{ conclusion: "kept" }] });
    expect(decideOn(evidence, { isLast: true }).outcome).toBe("pass");
  });

  test("compares nothing, and passes nothing, when requests were split otherwise than was set", () => {
    const evidence = steady(40, { bad: 0, of: 100, stableOf: 20 });
    expect(decideOn(evidence, { isLast: true })).toMatchObject({
      outcome: "inconclusive",
      splitDiffers: true,
      findings: [{ relative: undefined, conclusion: "kept" }],
    });
  });

  test("public case: 7 of 100 beside noise of the same rate is no failure of the comparison", () => {
    const evidence = steady(10, { bad: 0.7, of: 10, stableBad: 0.6 });
    const { findings } = decideOn(evidence, { isLast: true });
    expect(findings[0]?.conclusion).not.toBe("worse than stable");
  });

  test("more bad events of the canary never turn a failure into a pass", () => {
    const counts = fc.record({ bad: fc.nat(5), more: fc.nat(5), of: fc.integer({ min: 20, max: 300 }) });
    fc.assert(
      fc.property(counts, fc.integer({ min: 4, max: 40 }), ({ bad, more, of }, intervals) => {
        const [few, many] = [bad, bad + more].map(
          (each) => decideOn(steady(intervals, { bad: each, of }), { isLast: true }).outcome,
        );
        const rank = { fail: 0, inconclusive: 1, pass: 2, watch: 3 };
        expect(rank[many!]).toBeLessThanOrEqual(rank[few!]);
      }),
      { seed: 2 },
    );
  });
});

describe("the size of bursts", () => {
  test("is told by the side that has more requests, in proportion", () => {
    let evidence = NO_EVIDENCE;
    for (let index = 0; index < 40; index++) {
      evidence = addEvents(evidence, { bad: 0, of: 10 }, { bad: index === 20 ? 45 : 0, of: 90 });
    }
    const { canary, stable } = burstSizes(evidence);
    expect(stable).toBeGreaterThan(30);
    expect(canary - 1).toBeCloseTo((stable - 1) / 9, 9);
  });
});
