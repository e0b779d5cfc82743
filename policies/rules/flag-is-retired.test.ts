import { expect, test } from "vitest";
import { judgeResource } from "../testing/judge.ts";
import { shift } from "../testing/shift.ts";
import { flagIsRetired } from "./flag-is-retired.ts";

const exposure = { upstreams: {}, stable: { aiPipeline: "ai-pipeline-2" }, percent: 0 };
const judged = (stable: boolean) => judgeResource(flagIsRetired, shift({ exposure, bypassLlm: { stable } }));

test("a flag that everybody has is to be retired; it is advice", async () => {
  expect(await judged(true)).toEqual(["FEATURE_BYPASS_LLM is on in ai-pipeline-2, which is stable: retire the flag."]);
  expect(flagIsRetired.enforcementLevel).toBe("advisory");
});

test("before that there is nothing to say", async () => {
  expect(await judged(false)).toEqual([]);
});
