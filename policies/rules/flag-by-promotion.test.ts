import { expect, test } from "vitest";
import { judgeResource } from "../testing/judge.ts";
import { shift } from "../testing/shift.ts";
import { flagByPromotion } from "./flag-by-promotion.ts";

function judged(stableHasFlag: boolean, reached?: object) {
  const exposure = { upstreams: {}, stable: { aiPipeline: "ai-pipeline-2" }, percent: 0 };
  const bypassLlm = { stable: stableHasFlag, canary: true };
  return judgeResource(flagByPromotion, shift({ exposure, bypassLlm, ...(reached ? { reached } : {}) }));
}

test("on the canary it is what a release is for", async () => {
  expect(await judged(false)).toEqual([]);
});

test("it comes to stable with what has had all traffic", async () => {
  expect(await judged(true, { "ai-pipeline-1": 100, "ai-pipeline-2": 100 })).toEqual([]);
});

test.each([
  [undefined, 0],
  [{ "ai-pipeline-1": 100 }, 0],
  [{ "ai-pipeline-1": 100, "ai-pipeline-2": 50 }, 50],
])("after %j nobody has promoted it", async (reached, share) => {
  expect(await judged(true, reached)).toEqual([
    `stable.bypassLlm is true, and ai-pipeline-2 has had ${share} % of the traffic; it must have had 100 % as canary.`,
  ]);
});
