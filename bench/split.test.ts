import fc from "fast-check";
import { expect, test } from "vitest";
import { splitError } from "./split.ts";

test("a split as it was asked for has no error", () => {
  expect(splitError({ stable: 900, canary: 100 }, "canary", 10)).toBe(0);
});

test("the error is in percentage points of all answers, whichever way it goes", () => {
  expect(splitError({ stable: 880, canary: 120 }, "canary", 10)).toBeCloseTo(2, 9);
  expect(splitError({ stable: 920, canary: 80 }, "canary", 10)).toBeCloseTo(2, 9);
});

test("a canary without any answer misses its whole share", () => {
  expect(splitError({ stable: 1000 }, "canary", 10)).toBe(10);
});

test("answers of somebody else count as not the canary's", () => {
  expect(splitError({ stable: 400, canary: 500, unidentified: 100 }, "canary", 50)).toBe(0);
  expect(splitError({ stable: 500, canary: 400, unidentified: 100 }, "canary", 50)).toBeCloseTo(10, 9);
});

test("without answers there is no error to tell", () => {
  expect(() => splitError({}, "canary", 10)).toThrow("no request was answered");
});

test("the error is within 0 and 100 points", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 100 }), (stable, canary, asked) => {
      fc.pre(stable + canary > 0);
      const error = splitError({ stable, canary }, "canary", asked);
      expect(error).toBeGreaterThanOrEqual(0);
      expect(error).toBeLessThanOrEqual(100);
    }),
  );
});
