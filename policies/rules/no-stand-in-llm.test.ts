import { expect, test } from "vitest";
import { demandsOf } from "../stack-demands.ts";
import { judgeResource } from "../testing/judge.ts";
import { noStandInLlm } from "./no-stand-in-llm.ts";

const judged = (command: readonly string[], stack = "production") =>
  judgeResource(noStandInLlm(demandsOf(stack)), { type: "any:index:Workload", name: "llm", props: { command } });

test("a stand-in on production is pointed out", async () => {
  expect(await judged(["node", "lab/llm/main.ts"])).toEqual(["llm runs the stand-in of lab/llm/."]);
});

test("services are no stand-in, and other stacks may have one", async () => {
  expect(await judged(["node", "services/ai-pipeline/main.ts"])).toEqual([]);
  expect(await judged(["node", "lab/llm/main.ts"], "staging")).toBeUndefined();
});
