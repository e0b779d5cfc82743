import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WeightedRoundRobin } from "./weighted-round-robin.ts";

type Weights = number[];

const weights = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 6 })
  .filter((list) => list.some((weight) => weight > 0));

function set(balancer: WeightedRoundRobin<number>, list: Weights): void {
  balancer.setWeights(new Map(list.map((weight, key) => [key, weight])));
}

function counts(balancer: WeightedRoundRobin<number>, picks: number): Map<number | undefined, number> {
  const result = new Map<number | undefined, number>();
  for (let pick = 0; pick < picks; pick++) {
    const key = balancer.pick();
    result.set(key, (result.get(key) ?? 0) + 1);
  }
  return result;
}

describe("the split", () => {
  test.each([
    [[90, 10], 1000, [900, 100]],
    [[1, 99], 1000, [10, 990]],
    [[3, 7], 1000, [300, 700]],
    [[65535, 1], 65536, [65535, 1]],
  ])("of weights %j over %i picks is %j", (list, picks, expected) => {
    const balancer = new WeightedRoundRobin<number>();
    set(balancer, list);
    const got = counts(balancer, picks);
    expect(list.map((_, key) => got.get(key))).toEqual(expected);
  });

  test("over any prefix no key is more than one pick from its share, and weight 0 is never picked", () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 400 }), (list, picks) => {
        const balancer = new WeightedRoundRobin<number>();
        set(balancer, list);
        const total = list.reduce((a, b) => a + b);
        const got = list.map(() => 0);
        for (let pick = 1; pick <= picks; pick++) {
          const key = balancer.pick() ?? -1;
          got[key] = (got[key] ?? 0) + 1;
          for (const [index, weight] of list.entries()) {
            const deviation = Math.abs((got[index] ?? 0) - (pick * weight) / total);
            expect(deviation).toBeLessThan(1);
            if (weight === 0) expect(got[index]).toBe(0);
          }
        }
      }),
    );
  });

  test("over changes of weights each key stays within two picks of what it was owed in sum", () => {
    const phases = fc.array(
      fc.tuple(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 3, maxLength: 3 }), fc.nat(60)),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(phases, (changes) => {
        const balancer = new WeightedRoundRobin<number>();
        const owed = [0, 0, 0];
        const got = [0, 0, 0];
        for (const [list, picks] of changes) {
          set(balancer, list);
          const total = list.reduce((a, b) => a + b);
          for (let pick = 0; pick < picks; pick++) {
            const key = balancer.pick() ?? -1;
            got[key] = (got[key] ?? 0) + 1;
            list.forEach((weight, index) => {
              owed[index] = (owed[index] ?? 0) + weight / total;
            });
          }
        }
        for (const index of owed.keys()) expect(Math.abs((got[index] ?? 0) - (owed[index] ?? 0))).toBeLessThan(2);
      }),
    );
  });

  test("keeps going when the weights are written again after every pick: the small one does not starve", () => {
    const balancer = new WeightedRoundRobin<number>();
    const got = [0, 0];
    for (let pick = 0; pick < 100; pick++) {
      set(balancer, [90, 10]);
      const key = balancer.pick() ?? -1;
      got[key] = (got[key] ?? 0) + 1;
    }
    expect(got).toEqual([90, 10]);
  });
});

describe("a pick", () => {
  test("is undefined without any weight", () => {
    const balancer = new WeightedRoundRobin<number>();
    set(balancer, [0, 0]);
    expect(balancer.pick()).toBeUndefined();
  });

  test("never is a skipped key, and undefined when all are skipped", () => {
    fc.assert(
      fc.property(weights, fc.nat(5), (list, skipped) => {
        const balancer = new WeightedRoundRobin<number>();
        set(balancer, list);
        for (let pick = 0; pick < 20; pick++) expect(balancer.pick(new Set([skipped]))).not.toBe(skipped);
        expect(balancer.pick(new Set(list.keys()))).toBeUndefined();
      }),
    );
  });

  test("that is made again after a failed one goes to the others by their weights, and the failed key keeps its share", () => {
    const balancer = new WeightedRoundRobin<number>();
    set(balancer, [1, 1, 2, 4]);
    const got = [0, 0, 0, 0];
    for (let request = 0; request < 800; request++) {
      const first = balancer.pick() ?? -1;
      got[first] = (got[first] ?? 0) + 1;
      const second = first === 0 ? (balancer.pick(new Set([0])) ?? -1) : undefined;
      if (second !== undefined) got[second] = (got[second] ?? 0) + 1;
    }
    const expected = [100, 100 + 100 / 7, 200 + 200 / 7, 400 + 400 / 7];
    for (const [key, share] of expected.entries()) expect(Math.abs((got[key] ?? 0) - share)).toBeLessThan(2);
  });

  test("is the new key at once after all weight moved to it", () => {
    fc.assert(
      fc.property(fc.nat(50), (before) => {
        const balancer = new WeightedRoundRobin<number>();
        set(balancer, [50, 50]);
        counts(balancer, before);
        set(balancer, [0, 1]);
        expect(counts(balancer, 10)).toEqual(new Map([[1, 10]]));
      }),
    );
  });
});
