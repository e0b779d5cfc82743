import { expect, test } from "vitest";
import { demandsOf } from "../stack-demands.ts";
import { judgeResource } from "../testing/judge.ts";
import { noLabFaults } from "./no-lab-faults.ts";

const judged = (props: Readonly<Record<string, unknown>>, stack = "production") =>
  judgeResource(noLabFaults(demandsOf(stack)), { type: "any:index:Workload", name: "ai-pipeline-1.1.0-a1b2c3", props });

const FOUND = ["The environment of ai-pipeline-1.1.0-a1b2c3 holds LAB_FAULT."];

test.each([
  ["a process", { environment: { PORT: "0", LAB_FAULT: '{"kind":"errors","rate":0.5}' } }],
  ["a pod", { spec: { containers: [{ env: [{ name: "PORT" }, { name: "LAB_FAULT", value: "{}" }] }] } }],
  ["a container", { envs: ["PORT=0", "LAB_FAULT={}"] }],
])("a fault in the environment of %s is found", async (_what, props) => {
  expect(await judged(props)).toEqual(FOUND);
});

test("without faults there is nothing to report", async () => {
  expect(await judged({ environment: { PORT: "0" }, note: "no LAB_FAULT here", command: ["node"] })).toEqual([]);
});

test("elsewhere faults are what the lab is for", async () => {
  expect(await judged({ environment: { LAB_FAULT: "{}" } }, "local")).toBeUndefined();
});
