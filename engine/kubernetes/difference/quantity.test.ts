import fc from "fast-check";
import { expect, test } from "vitest";
import { holdsQuantity, quantity, sameQuantity } from "./quantity.ts";

test.each([
  ["500m", 0.5],
  ["1Gi", 2 ** 30],
  ["1.5k", 1500],
  ["1e3", 1000],
  ["0.1", 0.1],
  [2, 2],
])("%s", (text, size) => expect(quantity(text)).toBeCloseTo(size));

test.each(["", "web", "1 Gi", "1GB", "Gi", true, undefined])("%s is none", (text) => {
  expect(quantity(text)).toBeUndefined();
});

test("a size is the same in thousandths", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), (size) => sameQuantity(String(size), `${size * 1000}m`)));
  expect(sameQuantity("100m", "0.1")).toBe(true);
  expect(sameQuantity("100m", "101m")).toBe(false);
});

test("only where the API has quantities", () => {
  expect(holdsQuantity(["spec", "containers", 0, "resources", "limits", "cpu"])).toBe(true);
  expect(holdsQuantity(["spec", "volumes", 0, "emptyDir", "sizeLimit"])).toBe(true);
  expect(holdsQuantity(["metadata", "labels", "version"])).toBe(false);
});
