import { expect, test } from "vitest";
import { demandsOf } from "../stack-demands.ts";
import { judgeResource } from "../testing/judge.ts";
import { DEFAULTS, shift } from "../testing/shift.ts";
import { productionTakesItsTime } from "./production-takes-its-time.ts";

const judged = (props: Readonly<Record<string, unknown>>, stack = "production") =>
  judgeResource(productionTakesItsTime(demandsOf(stack)), shift(props));

test("the defaults of Pulumi.yaml are what production needs", async () => {
  expect(await judged({})).toEqual([]);
});

test("a phase that is shorter, or missing, is named with what it needs", async () => {
  const phases = [
    { percent: 10, bakeSeconds: 1799 },
    { percent: 50, bakeSeconds: 1800 },
  ];
  expect(await judged({ phases })).toEqual([
    "phases has bakeSeconds 1799 at 10 %; it must be at least 1800.\nphases has no phase of 100 %.",
  ]);
});

test("the steps are these, on every release", async () => {
  expect(await judged({ phases: [...DEFAULTS.phases, { percent: 25, bakeSeconds: 3600 }] })).toEqual([
    "phases has a phase of 25 %; allowed: 10, 50, 100.",
  ]);
});

test("phases must not be skipped", async () => {
  expect(await judged({ bake: { maySkip: true } })).toEqual(["gates.bake.maySkip is true; it must be false."]);
});

test("a move is watched for five minutes", async () => {
  expect(await judged({ slo: { ...DEFAULTS.slo, windowSeconds: 299 } })).toEqual([
    "gates.slo.windowSeconds is 299; it must be at least 300.",
  ]);
});

test("other stacks may be quicker", async () => {
  expect(await judged({ phases: [], bake: { maySkip: true } }, "staging")).toBeUndefined();
});
