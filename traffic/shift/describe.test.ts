import { describe, expect, test } from "vitest";
import type { Exposure } from "../exposure.ts";
import { describeMove, type PlannedMove } from "./describe.ts";

const exposure = (percent: number, stable = "api-1", canary: string | undefined = "api-2"): Exposure => ({
  upstreams: { api: "api" },
  stable: { api: stable },
  ...(canary ? { canary: { api: canary } } : {}),
  percent,
});
const both = { "api-1": "a", "api-2": "b" };

function line(before: PlannedMove["before"], after: PlannedMove["after"]): string | undefined {
  return describeMove({ before, after, slo: { windowSeconds: 600 } });
}

describe("the line of a preview", () => {
  test("a phase", () => {
    expect(line({ exposure: exposure(10), targets: both }, { exposure: exposure(50), targets: both })).toBe(
      "traffic 90/10 → 50/50; gates: bake, SLO 10 min",
    );
  });

  test("the first deployment", () => {
    expect(line(undefined, { exposure: exposure(0), targets: both })).toBe(
      "traffic nobody → 100/0; gates: smoke, frontend",
    );
  });

  test("a rollback names no gate", () => {
    expect(line({ exposure: exposure(50), targets: both }, { exposure: exposure(0), targets: both })).toBe(
      "traffic 50/50 → 100/0; gates: none (nothing is newly exposed)",
    );
  });

  test("a new canary without traffic yet", () => {
    const before = { exposure: exposure(0, "api-1", ""), targets: { "api-1": "a" } };
    expect(line(before, { exposure: exposure(0), targets: both })).toBe("traffic stays; gates: smoke, frontend");
  });

  test("a promotion moves nothing", () => {
    const before = { exposure: exposure(100), targets: both };
    const after = { exposure: exposure(0, "api-2", ""), targets: both };
    expect(line(before, after)).toBe("traffic stays; gates: none (nothing is newly exposed)");
  });

  test("undoing a promotion: the percentages stay, the line says who has them", () => {
    const before = { exposure: exposure(0, "api-2", ""), previous: { api: "api-1" }, targets: both };
    expect(line(before, { exposure: exposure(0, "api-1", ""), targets: both })).toBe(
      "traffic api-2 100 % → api-1 100 %; gates: none (nothing is newly exposed)",
    );
  });

  test("says nothing when nothing moves", () => {
    expect(line({ exposure: exposure(10), targets: both }, { exposure: exposure(10), targets: both })).toBeUndefined();
  });
});
