import { describe, expect, test } from "vitest";
import { verdictOf } from "../verdict.ts";
import { decideAdvance, decideUsers } from "./decide.ts";

const PHASES = [
  { percent: 10, bakeSeconds: 1800 },
  { percent: 50, bakeSeconds: 1800 },
  { percent: 100, bakeSeconds: 3600 },
];

function advance(from: number, to: number, bakedSeconds = 10_000, maySkip = false): string {
  return verdictOf(decideAdvance({ from, to, bakedSeconds }, PHASES, { maySkip })).outcome;
}

describe("the order of phases", () => {
  test.each([
    [0, 10, "pass"],
    [10, 50, "pass"],
    [50, 100, "pass"],
    [0, 50, "fail"],
    [0, 100, "fail"],
    [10, 100, "fail"],
  ])("%d % → %d %: %s", (from, to, expected) => {
    expect(advance(from, to)).toBe(expected);
  });

  test("a share between two phases (another hand had lowered it) counts as the phase below", () => {
    expect(advance(30, 50)).toBe("pass");
    expect(advance(30, 100)).toBe("fail");
  });

  test("may be skipped where config says so", () => {
    expect(advance(0, 100, 0, true)).toBe("pass");
  });

  test("says which percentage comes next", () => {
    const [order] = decideAdvance({ from: 0, to: 50, bakedSeconds: 0 }, PHASES, { maySkip: false });
    expect(order).toMatchObject({ value: "0 % → 50 %", note: expect.stringContaining("canaryPercent to 10 first") });
  });
});

describe("the bake", () => {
  test("needs its minimum time in the phase before", () => {
    expect(advance(10, 50, 1799)).toBe("fail");
    expect(advance(10, 50, 1800)).toBe("pass");
  });

  test("asks no time of a canary that never had traffic", () => {
    expect(advance(0, 10, 0)).toBe("pass");
  });
});

test("a canary waits until the stack has users", () => {
  expect(decideUsers(true)).toEqual([]);
  expect(decideUsers(false)).toMatchObject([{ outcome: "fail", note: expect.stringContaining("canaryPercent to 0") }]);
});
