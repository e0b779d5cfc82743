import { expect, test } from "vitest";
import { reactionTo } from "./reaction.ts";

const POLICY = { onFailure: "hold", onInconclusive: "abort", dryRun: false } as const;

test.each([
  ["pass", {}, "commit"],
  ["fail", {}, "hold"],
  ["fail", { onFailure: "abort" }, "abort"],
  ["inconclusive", {}, "abort"],
  ["inconclusive", { onInconclusive: "hold" }, "hold"],
  ["error", { onInconclusive: "hold", onFailure: "abort" }, "hold"],
  ["inconclusive", { onInconclusive: "probe" }, "abort"],
  ["error", { onInconclusive: "probe" }, "abort"],
  ["fail", { dryRun: true }, "commit"],
  ["error", { dryRun: true }, "commit"],
] as const)("%s with %j: %s", (outcome, policy, reaction) => {
  expect(reactionTo({ outcome, checks: [] }, { ...POLICY, ...policy })).toBe(reaction);
});
