import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomial, seeded } from "../../bench/analysis/random.ts";
import { logEvidenceAbove, logEvidenceBelow, logLikelihoodRatio, type Prior } from "./e-value.ts";
import { logBeta } from "./log-gamma.ts";

const HALF_ONE: Prior = { a: 0.5, b: 1 };
const UNIFORM: Prior = { a: 1, b: 1 };

describe("agrees with values computed otherwise", () => {
  // Computed with mpmath 1.4.1 at 60 digits, from the integrals themselves: log(betainc(a + bad, b + good, rate, 1) /
  // betainc(a, b, rate, 1) / (rate^bad (1 - rate)^good)); those of 10^9 events by quad over the mode.
  test.each([
    [0, 0, 0.01, HALF_ONE, 0],
    [0, 300, 0.01, HALF_ONE, -4.12620297487116],
    [4, 16, 0.01, HALF_ONE, 7.26736139309813],
    [4, 0, 0.1, UNIFORM, 7.70625297514991],
    [3, 9, 0.5, UNIFORM, -2.02368270819431],
    [40, 1960, 0.01, HALF_ONE, 4.34657681831304],
    [2, 7, 1e-6, UNIFORM, 21.7449250844824],
    [7, 2, 0.999999, UNIFORM, -1.09861053866579],
    [10_001_000, 989_999_000, 0.01, HALF_ONE, -10.4554763863642],
    [10_100_000, 989_900_000, 0.01, HALF_ONE, 493.356735377207],
    [500_100_000, 499_900_000, 0.5, UNIFORM, 10.5573057271878],
  ])("%d bad and %d good, above %d", (bad, good, rate, prior, expected) => {
    // 10^9 events are terms of 10^9 that cancel: 6 digits after the point are left.
    expect(logEvidenceAbove({ bad, good }, rate, prior)).toBeCloseTo(expected, bad + good > 1e6 ? 4 : 9);
  });

  test.each([
    [0, 380, 0.01, HALF_ONE, 3.02417601755461],
    [6, 1994, 0.01, HALF_ONE, 5.54471373732729],
    [0, 0, 0.05, HALF_ONE, 0],
    [30, 970, 0.01, HALF_ONE, -3.7443580813321],
    [9_900_000, 990_100_000, 0.01, HALF_ONE, 498.887154201306],
  ])("%d bad and %d good, below %d", (bad, good, rate, prior, expected) => {
    expect(logEvidenceBelow({ bad, good }, rate, prior)).toBeCloseTo(expected, bad + good > 1e6 ? 4 : 9);
  });

  test("is (1 − rate^(bad + 1)) / ((bad + 1)(1 − rate) rate^bad) for bad events alone and a uniform prior", () => {
    fc.assert(
      fc.property(fc.nat(30), fc.double({ min: 1e-6, max: 0.99, noNaN: true }), (bad, rate) => {
        const expected = Math.log((1 - rate ** (bad + 1)) / (bad + 1) / (1 - rate)) - bad * Math.log(rate);
        expect(logEvidenceAbove({ bad, good: 0 }, rate, UNIFORM)).toBeCloseTo(expected, 8);
      }),
      { seed: 1 },
    );
  });
});

describe("as evidence", () => {
  const rates = fc.double({ min: 1e-5, max: 0.9999, noNaN: true });

  test("grows with every bad event and shrinks with every good one, and below the other way round", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(5000), rates, (bad, good, rate) => {
        const above = (more: number, fine: number) =>
          logEvidenceAbove({ bad: bad + more, good: good + fine }, rate, UNIFORM);
        const below = (more: number, fine: number) =>
          logEvidenceBelow({ bad: bad + more, good: good + fine }, rate, UNIFORM);
        expect(above(1, 0)).toBeGreaterThan(above(0, 0));
        expect(above(0, 1)).toBeLessThan(above(0, 0));
        expect(below(1, 0)).toBeLessThan(below(0, 0));
        expect(below(0, 1)).toBeGreaterThan(below(0, 0));
      }),
      { seed: 2 },
    );
  });

  test("is never more than the likelihood ratio of what was seen", () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(20_000), rates, (bad, good, rate) => {
        const most = logLikelihoodRatio({ bad, good }, rate) + 1e-6;
        expect(logEvidenceAbove({ bad, good }, rate, UNIFORM)).toBeLessThanOrEqual(most);
        expect(logEvidenceBelow({ bad, good }, rate, UNIFORM)).toBeLessThanOrEqual(most);
      }),
      { seed: 3 },
    );
  });

  test.each([
    ["above", 0.01, 0.01, 1],
    ["above", 0.01, 0.004, undefined],
    ["above", 0.999, 0.999, 1],
    ["above", 1e-6, 1e-6, 1],
    ["below", 0.05, 0.05, 1],
    ["below", 0.05, 0.2, undefined],
  ] as const)(
    "%s %d: its mean over all that 300 events can be is 1 at that rate; at most 1 where the rate is %d",
    (side, rate, real, mean) => {
      const evidence = side === "above" ? logEvidenceAbove : logEvidenceBelow;
      let sum = 0;
      for (let bad = 0; bad <= 300; bad++) {
        const choose = -Math.log(301) - logBeta(bad + 1, 301 - bad);
        const chance = choose + bad * Math.log(real) + (300 - bad) * Math.log1p(-real);
        sum += Math.exp(chance + evidence({ bad, good: 300 - bad }, rate, HALF_ONE));
      }
      expect(sum).toBeLessThan(1 + 1e-9);
      if (mean !== undefined) expect(sum).toBeCloseTo(mean, 9);
    },
  );

  // 1,500 sequences of 30 looks, seeded: the mean of the e-value at the last look, and Ville's inequality asked directly.
  test.each([
    ["above", 0.01, 0.01],
    ["above", 0.5, 0.5],
    ["below", 0.05, 0.05],
    ["below", 0.05, 0.07],
  ] as const)(
    "%s %d, where the rate is %d: simulated, its mean is at most 1, and it seldom reaches 20 at any look",
    (side, rate, real) => {
      const random = seeded(7);
      const [runs, looks, each] = [1500, 30, 25];
      const evidence = side === "above" ? logEvidenceAbove : logEvidenceBelow;
      let [sum, reached] = [0, 0];
      for (let run = 0; run < runs; run++) {
        let [bad, of, most, last] = [0, 0, 0, 0];
        for (let look = 0; look < looks; look++) {
          bad += binomial(random, each, real);
          of += each;
          last = evidence({ bad, good: of - bad }, rate, HALF_ONE);
          most = Math.max(most, last);
        }
        sum += Math.exp(last);
        if (most >= Math.log(20)) reached++;
      }
      expect(sum / runs).toBeLessThan(1.1);
      expect(reached / runs).toBeLessThanOrEqual(1 / 20);
    },
  );
});
