import { describe, expect, test } from "vitest";
import { logBeta, logGamma } from "./log-gamma.ts";

// Computed with mpmath 1.4.1 at 60 digits: loggamma(mpf(z)).
test.each([
  [1e-8, 18.42068073818021],
  [0.1, 2.252712651734206],
  [0.5, 0.5723649429247001],
  [1, 0],
  [2, 0],
  [9.999, 12.799575780077411],
  [10, 12.80182748008147],
  [123.456, 469.60554712992945],
  [1e9, 19723265827.503716],
])("lnΓ(%d)", (z, expected) => {
  expect(Math.abs(logGamma(z) - expected)).toBeLessThan(1e-14 * Math.max(1, Math.abs(expected)));
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("lnΓ refuses %d", (z) => {
  expect(() => logGamma(z)).toThrow(`logGamma takes a number above 0, not ${z}`);
});

describe("ln B", () => {
  // Computed with mpmath: loggamma(a) + loggamma(b) - loggamma(a + b) at 60 digits.
  test.each([
    [0.1, 1, Math.LN10],
    [0.5, 0.5, 1.1447298858494002],
    [3, 1e9, -61.47665033327929],
    [20, 1e9, -375.1254327417287],
    [1e9, 1e9, -1386294370.2160113],
    [5e6, 9.95e8, -31479072.738196157],
    [12, 15, -18.568172732389435],
    [0.25, 12, 0.6746608648610707],
  ])("(%d, %d), in either order", (a, b, expected) => {
    for (const value of [logBeta(a, b), logBeta(b, a)]) {
      expect(Math.abs(value - expected)).toBeLessThan(5e-15 * Math.max(1, Math.abs(expected)));
    }
  });
});
