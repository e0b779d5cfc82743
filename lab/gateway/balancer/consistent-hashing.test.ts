import fc from "fast-check";
import { expect, test } from "vitest";
import { pickByHash } from "./consistent-hashing.ts";

const KEYS = Array.from({ length: 1000 }, (_, index) => `user-${index}`);

function assign(a: number, b: number, keys = KEYS): (string | undefined)[] {
  const weights = new Map([
    ["a", a],
    ["b", b],
  ]);
  return keys.map((key) => pickByHash(key, weights, (name) => name));
}

function share(assignment: readonly unknown[], key: string): number {
  return assignment.filter((each) => each === key).length / assignment.length;
}

test("1000 keys split about as the weights say, and changing back restores every key", () => {
  const before = assign(90, 10);
  const between = assign(50, 50);
  expect(share(before, "a")).toBeGreaterThan(0.86);
  expect(share(before, "a")).toBeLessThan(0.94);
  expect(share(between, "a")).toBeGreaterThan(0.45);
  expect(share(between, "a")).toBeLessThan(0.55);
  expect(assign(90, 10)).toEqual(before);
});

test("raising a weight moves keys only to it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 100 }),
      (b, more, a) => {
        const keys = KEYS.slice(0, 50);
        const before = assign(a, b, keys);
        const after = assign(a, b + more, keys);
        keys.forEach((_, index) => {
          if (before[index] === "b") expect(after[index]).toBe("b");
        });
      },
    ),
  );
});

test("weight 0 and skipped keys get nothing", () => {
  expect(share(assign(1, 0), "b")).toBe(0);
  const weights = new Map([
    ["a", 1],
    ["b", 1],
  ]);
  for (const key of KEYS) expect(pickByHash(key, weights, (name) => name, new Set(["a"]))).toBe("b");
});
