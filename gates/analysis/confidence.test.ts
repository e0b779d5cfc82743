import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomial, seeded } from "../../bench/analysis/random.ts";
import { confidenceInterval } from "./confidence.ts";
import { addEvents, type Evidence, logPassing, NO_EVIDENCE } from "./objective-test.ts";

function steady(intervals: number, bad: number, of: number): Evidence {
  let evidence = NO_EVIDENCE;
  for (let index = 0; index < intervals; index++) evidence = addEvents(evidence, { bad, of }, { bad: 0, of: 0 });
  return evidence;
}

describe("the interval of a rate", () => {
  test("is everything without data, and holds the rate that was seen", () => {
    expect(confidenceInterval(NO_EVIDENCE, 0.05)).toEqual([0, 1]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(20), fc.nat(200), (intervals, bad, good) => {
        if (bad + good === 0) return;
        const [lower, upper] = confidenceInterval(steady(intervals, bad, bad + good), 0.05);
        expect(lower).toBeLessThanOrEqual(bad / (bad + good));
        expect(upper).toBeGreaterThanOrEqual(bad / (bad + good));
      }),
      { seed: 1 },
    );
  });

  test("has its upper end below an objective exactly when that is shown to be kept", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.nat(3),
        fc.integer({ min: 5, max: 200 }),
        (intervals, bad, of) => {
          const evidence = steady(intervals, bad, of);
          const [, upper] = confidenceInterval(evidence, 0.05);
          // At the end itself either may be said.
          if (Math.abs(upper - 0.05) < 1e-6) return;
          expect(upper < 0.05).toBe(logPassing(evidence, 0.05) >= Math.log(20));
        },
      ),
      { seed: 2 },
    );
  });

  test("misses the rate on either side in at most 1 of 20 sequences, at any of 20 looks", () => {
    const random = seeded(11);
    let [below, above] = [0, 0];
    for (let run = 0; run < 300; run++) {
      let evidence = NO_EVIDENCE;
      let [isBelow, isAbove] = [false, false];
      for (let look = 0; look < 20; look++) {
        evidence = addEvents(evidence, { bad: binomial(random, 30, 0.05), of: 30 }, { bad: 0, of: 0 });
        const [lower, upper] = confidenceInterval(evidence, 0.05);
        if (upper < 0.05) isBelow = true;
        if (lower > 0.05) isAbove = true;
      }
      if (isBelow) below++;
      if (isAbove) above++;
    }
    expect(below).toBeLessThanOrEqual(15);
    expect(above).toBeLessThanOrEqual(15);
  });
});
