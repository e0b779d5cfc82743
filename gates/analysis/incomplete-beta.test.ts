import fc from "fast-check";
import { expect, test } from "vitest";
import { logTails } from "./incomplete-beta.ts";

// Computed with mpmath 1.4.1 at 60 digits: log(betainc(a, b, 0, x, regularized=True)) and of (x, 1); the last by quad over
// the mode, since betainc does not converge there.
test.each([
  [0.5, 2, 3, -0.374693449441411, -1.16315080980568],
  [0.01, 0.1, 1, -0.460517018598809, -0.996843044007847],
  [0.01, 10, 500, -3.36828062802159, -0.0350561663834208],
  [0.01, 1, 3000, -8.04606974210304e-14, -30.1510075605043],
  [0.1, 400, 100, -685.95597653653, 0],
  [0.9, 3, 50, -1.07875e-47, -108.145696407305],
  [0.000001, 5, 1000, -39.3171155949031, -8.40995462821367e-18],
  [0.999999, 1000, 4, -4.18836390100196e-14, -30.8038811213265],
  [0.3, 30_000, 70_000, -0.692413325224425, -0.693881574834647],
])("at %d of (%d, %d)", (x, a, b, lower, upper) => {
  const tails = logTails(x, a, b);
  expect(Math.abs(tails.lower - lower)).toBeLessThan(1e-11 * Math.max(1, Math.abs(lower)));
  expect(Math.abs(tails.upper - upper)).toBeLessThan(1e-11 * Math.max(1, Math.abs(upper)));
});

test("is x^a where b is 1, and mirrors itself", () => {
  const argument = fc.double({ min: 0.05, max: 200, noNaN: true });
  const between = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(between, argument, argument, (x, a, b) => {
      expect(logTails(x, a, 1).lower).toBeCloseTo(a * Math.log(x), 9);
      expect(logTails(x, a, b).lower).toBeCloseTo(logTails(1 - x, b, a).upper, 8);
    }),
    { seed: 1 },
  );
});

test.each([
  [0, 1, 1],
  [1, 1, 1],
  [0.5, 0, 1],
  [0.5, 1, -1],
  [Number.NaN, 1, 1],
])("refuses (%d, %d, %d)", (x, a, b) => {
  expect(() => logTails(x, a, b)).toThrow("the incomplete beta function takes 0 < x < 1, a > 0, b > 0");
});
