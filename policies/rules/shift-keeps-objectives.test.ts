import { expect, test } from "vitest";
import { demandsOf } from "../stack-demands.ts";
import { judgeResource } from "../testing/judge.ts";
import { DEFAULTS, shift } from "../testing/shift.ts";
import { shiftKeepsObjectives } from "./shift-keeps-objectives.ts";

const judged = (slo: object, stack: string) =>
  judgeResource(shiftKeepsObjectives(demandsOf(stack)), shift({ slo: { ...DEFAULTS.slo, ...slo } }));

test("the defaults of Pulumi.yaml keep the objectives, and stricter limits do", async () => {
  expect(await judged({}, "staging")).toEqual([]);
  expect(await judged({ maxErrorRate: 0, maxShareSlowerThan1s: 0.01, maxShareSlowerThan2s: 0 }, "staging")).toEqual([]);
});

test.each([
  ["maxErrorRate", 0.011, 0.01],
  ["maxShareSlowerThan1s", 1, 0.05],
  ["maxShareSlowerThan2s", 0.02, 0.01],
  ["maxErrorRate", undefined, 0.01],
])("gates.slo.%s of %s is laxer than the objective", async (key, value, limit) => {
  for (const stack of ["staging", "production", "review-17"]) {
    expect(await judged({ [key]: value }, stack)).toEqual([
      `gates.slo.${key} is ${value}; the objective allows at most ${limit}.`,
    ]);
  }
});

test("a stack for trying things out may judge as it likes", async () => {
  expect(await judged({ maxErrorRate: 1 }, "local")).toBeUndefined();
});
