import { describe, expect, test } from "vitest";
import type { Probing } from "../../gates/slo/probes.ts";
import { endsNow, openReserve, type Reserve, spend } from "./reserve.ts";

function probing(state: { executed: number; isDone: boolean }): Probing {
  return {
    sent: () => 100,
    executed: () => state.executed,
    trouble: () => undefined,
    isDone: () => state.isDone,
    stop: () => {},
  };
}

const never = (): Probing => {
  throw new Error("nothing was to be sent");
};

describe("a gate that is to send no requests", () => {
  test.each([
    ["abort", false, false],
    ["abort", true, true],
    ["hold", true, true],
  ] as const)("with %s, window over %s: ends %s", (onInconclusive, isOver, ends) => {
    expect(endsNow(openReserve({ onInconclusive }), isOver, 0, 0)).toBe(ends);
  });
});

describe("a gate that may send requests", () => {
  const kept = openReserve({ onInconclusive: "probe" });

  test("sends none before its window is over", () => {
    expect(spend(kept, false, true, 0, never)).toBe(kept);
  });

  test("sends none where more requests would not help, and ends at the next poll", () => {
    const reserve = spend(kept, true, false, 0, never);
    expect(endsNow(reserve, true, 0, 0)).toBe(true);
  });

  test("sends them once the window is over, and ends when they have ended and are counted", () => {
    const state = { executed: 90, isDone: false };
    let reserve: Reserve = spend(kept, true, true, 1000, () => probing(state));
    expect(endsNow(reserve, true, 90, 2000)).toBe(false);
    reserve = spend(reserve, true, true, 2000, never);
    expect(endsNow(reserve, true, 90, 2000)).toBe(false);
    state.isDone = true;
    reserve = spend(reserve, true, true, 3000, never);
    expect(endsNow(reserve, true, 89, 4000)).toBe(false);
    expect(endsNow(reserve, true, 90, 4000)).toBe(true);
  });

  test("does not wait for ever for what is not counted", () => {
    const sent = spend(kept, true, true, 0, () => probing({ executed: 90, isDone: true }));
    const ended = spend(sent, true, true, 1000, never);
    expect(endsNow(ended, true, 0, 60_000)).toBe(false);
    expect(endsNow(ended, true, 0, 121_000)).toBe(true);
  });
});
