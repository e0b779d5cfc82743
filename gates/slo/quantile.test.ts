import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AI_REQUEST_DURATION_BUCKETS } from "../../monitoring/metrics.ts";
import { describeQuantile, quantileBound } from "./quantile.ts";

const EDGES = [...AI_REQUEST_DURATION_BUCKETS, Number.POSITIVE_INFINITY];

/** The histogram of these durations, as a service counts them. */
function histogram(seconds: readonly number[]): Map<number, number> {
  return new Map(EDGES.map((edge) => [edge, seconds.filter((each) => each <= edge).length]));
}

describe("the bound of a quantile", () => {
  test("is the least edge that the share of all durations keeps", () => {
    const durations = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(durations, fc.double({ min: 0.01, max: 1, noNaN: true }), (seconds, share) => {
        const bound = quantileBound(histogram(seconds), share) ?? Number.NaN;
        const within = (edge: number) => seconds.filter((each) => each <= edge).length;
        expect(within(bound)).toBeGreaterThanOrEqual(share * seconds.length);
        const below = EDGES[EDGES.indexOf(bound) - 1];
        if (below !== undefined) expect(within(below)).toBeLessThan(share * seconds.length);
      }),
    );
  });

  test("is none where nothing was measured", () => {
    expect(quantileBound(new Map(), 0.95)).toBeUndefined();
    expect(quantileBound(histogram([]), 0.95)).toBeUndefined();
  });

  test.each([
    [[0.2, 0.2, 0.2], "≤ 250 ms"],
    [[1.5], "≤ 2 s"],
    [[61], "> 60 s"],
    [[], "–"],
  ])("of %j is told as %s", (seconds, text) => {
    expect(describeQuantile(histogram(seconds), 0.95)).toBe(text);
  });
});
