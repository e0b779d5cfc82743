import fc from "fast-check";
import { expect, it } from "vitest";
import { delayAt, parseDelayRange } from "./delay.ts";

it.each([
  ["500-900", { min: 500, max: 900 }],
  [" 700 ", { min: 700, max: 700 }],
  ["0", { min: 0, max: 0 }],
])("reads %j", (text, range) => {
  expect(parseDelayRange(text)).toEqual(range);
});

it.each(["", "900-500", "fast", "-5", "1-2-3", "1.5", "500 - 900", "600001"])("refuses %j", (text) => {
  expect(parseDelayRange(text)).toBeUndefined();
});

it("delayAt stays in the range and reaches both ends", () => {
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.nat(1000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (min, width, fraction) => {
        const range = { min, max: min + width };
        const delay = delayAt(range, fraction);
        expect(Number.isInteger(delay) && delay >= range.min && delay <= range.max).toBe(true);
        expect(delayAt(range, 0)).toBe(range.min);
        expect(delayAt(range, 0.99999)).toBe(range.max);
      },
    ),
  );
});
