import { expect, test } from "vitest";
import { judgeResource } from "../testing/judge.ts";
import { shift } from "../testing/shift.ts";
import { weightsAreWhole } from "./weights-are-whole.ts";

const upstreams = { aiPipeline: "ai-pipeline", frontend: "frontend" };
const stable = { aiPipeline: "ai-pipeline-1", frontend: "frontend-1" };
const canary = { aiPipeline: "ai-pipeline-2", frontend: "frontend-1" };
const judged = (exposure: object) =>
  judgeResource(weightsAreWhole, shift({ exposure: { upstreams, stable, canary, percent: 10, ...exposure } }));

test.each([0, 10, 50, 100])("a canary at %s % leaves the rest to stable", async (percent) => {
  expect(await judged({ percent })).toEqual([]);
});

test("another share is no phase", async () => {
  expect(await judged({ percent: 25 })).toEqual(["canaryPercent is 25; allowed: 0, 10, 50, 100."]);
});

test("more than everything is less than nothing for stable", async () => {
  expect(await judged({ percent: 130 })).toEqual([
    "canaryPercent is 130; allowed: 0, 10, 50, 100.\n" +
      "The weights of aiPipeline are -30 and 130; they must be 0 to 100 and sum to 100.",
  ]);
});

test("a set without a service is no set", async () => {
  expect(await judged({ canary: { aiPipeline: "ai-pipeline-2" } })).toEqual([
    "The canary set has no frontend; its users would meet the stable one.",
  ]);
  expect(await judged({ stable: { aiPipeline: "ai-pipeline-1" } })).toEqual([
    "The stable set has no frontend; its upstream would be empty.",
  ]);
  expect(await judged({ canary: undefined })).toEqual(["canaryPercent is 10, and there is no canary."]);
});
