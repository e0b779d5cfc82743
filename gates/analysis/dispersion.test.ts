import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomial, seeded } from "../../bench/analysis/random.ts";
import { addInterval, type Counts, dispersion, NO_SPREAD } from "./dispersion.ts";

const over = (intervals: readonly Counts[]) => dispersion(intervals.reduce(addInterval, NO_SPREAD));

describe("how many bad events come together", () => {
  test("is about 1 for independent ones, sparse or many", () => {
    const random = seeded(3);
    for (const [of, rate] of [
      [2, 0.2],
      [150, 0.003],
      [150, 0.2],
    ] as const) {
      const factors = Array.from({ length: 300 }, () =>
        over(Array.from({ length: 60 }, () => ({ bad: binomial(random, of, rate), of }))),
      );
      const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
      expect(mean).toBeLessThan(1.25);
      expect(Math.min(...factors)).toBe(1);
    }
  });

  test("makes about one event of one burst, however large and wherever it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 150 }), fc.nat(39), (bad, at) => {
        const burst = Array.from({ length: 40 }, (_, index) => ({ bad: index === at ? bad : 0, of: 150 }));
        expect(bad / over(burst)).toBeLessThan(1.5);
      }),
      { seed: 1 },
    );
  });

  test("sees a burst that is longer than an interval by what intervals have in common", () => {
    const long = Array.from({ length: 64 }, (_, index) => ({ bad: index >= 16 && index < 20 ? 10 : 0, of: 20 }));
    expect(40 / over(long)).toBeLessThan(1.5);
  });

  test("says nothing of no events, of one interval, of intervals without requests, and of all bad", () => {
    expect(over([])).toBe(1);
    expect(over([{ bad: 5, of: 10 }])).toBe(1);
    expect(over(Array.from({ length: 20 }, () => ({ bad: 0, of: 0 })))).toBe(1);
    expect(over(Array.from({ length: 20 }, () => ({ bad: 7, of: 7 })))).toBe(1);
  });
});
