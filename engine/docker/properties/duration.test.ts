import fc from "fast-check";
import { expect, test } from "vitest";
import { durationText, nanosecondsOf } from "./duration.ts";

test.each([
  [0, "0s"],
  [500_000_000, "500ms"],
  [1_500_000_000, "1.5s"],
  [60_000_000_000, "1m0s"],
  [3_600_000_000_000, "1h0m0s"],
  [1_500, "1.5µs"],
])("%d ns is %s, as Go writes it", (nanoseconds, text) => {
  expect(durationText(nanoseconds)).toBe(text);
});

test("what is written is read back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400_000 }), (milliseconds) => {
      expect(nanosecondsOf(durationText(milliseconds * 1e6))).toBe(milliseconds * 1e6);
    }),
  );
});

test.each(["often", "5", "-1s", "1s2"])("%s is no duration", (text) => {
  expect(nanosecondsOf(text)).toBeUndefined();
});
