import { expect, test } from "vitest";
import { demandsOf } from "../stack-demands.ts";
import { judgeResource } from "../testing/judge.ts";
import { shift } from "../testing/shift.ts";
import { phasesInOrder } from "./phases-in-order.ts";

const ONE_BY_ONE = "allowed: 0 → 10 → 50 → 100 %, one after the other.";

function judged(percent: number, reached: object | undefined, more: object = {}, stack = "production") {
  const exposure = { upstreams: { api: "api" }, stable: { api: "api-1" }, canary: { api: "api-2" }, percent };
  const props = { exposure, ...(reached ? { reached } : {}), ...more };
  return judgeResource(phasesInOrder(demandsOf(stack)), shift(props));
}

test.each([
  [10, { "api-1": 100 }],
  [50, { "api-1": 100, "api-2": 10 }],
  [100, { "api-1": 100, "api-2": 50 }],
  [0, { "api-1": 100, "api-2": 100 }],
])("%s % after %j is the way", async (percent, reached) => {
  expect(await judged(percent, reached)).toEqual([]);
});

test("a phase that is skipped is named", async () => {
  expect(await judged(50, { "api-1": 100 })).toEqual([`api-2 would go 0 % → 50 %; ${ONE_BY_ONE}`]);
  expect(await judged(100, { "api-1": 100, "api-2": 10 })).toEqual([`api-2 would go 10 % → 100 %; ${ONE_BY_ONE}`]);
});

test("a stable that nobody has promoted skips all of them", async () => {
  const exposure = { upstreams: { api: "api" }, stable: { api: "api-3" }, percent: 0 };
  expect(await judged(0, { "api-1": 100 }, { exposure })).toEqual([`api-3 would go 0 % → 100 %; ${ONE_BY_ONE}`]);
});

test("config may allow it, but not on production", async () => {
  const bake = { maySkip: true };
  expect(await judged(100, { "api-1": 100 }, { bake }, "staging")).toEqual([]);
  expect(await judged(100, { "api-1": 100 }, { bake })).toHaveLength(1);
});

test("the first deployment moves nobody", async () => {
  expect(await judged(0, undefined)).toBeUndefined();
});
