import { expect, test } from "vitest";
import { judgeResource, type Shown } from "../testing/judge.ts";
import { container, cronJob, deployment, job } from "../testing/workloads.ts";
import { workloadsHaveLimits } from "./workloads-have-limits.ts";

const judged = (shown: Shown) => judgeResource(workloadsHaveLimits, shown);

test.each([deployment(), job(), cronJob(), container()])("a $type with its needs and limits is fine", async (shown) => {
  expect(await judged(shown)).toEqual([]);
});

test("what is missing is named", async () => {
  const resources = { requests: { cpu: "100m" }, limits: { cpu: "1" } };
  expect(await judged(deployment({ resources }))).toEqual([
    "Container main of web has no resources.requests.memory.\nContainer main of web has no resources.limits.memory.",
  ]);
  expect(await judged(job({ resources: undefined }))).toEqual([expect.stringContaining("resources.requests.cpu")]);
  expect(await judged(container({ memory: undefined }))).toEqual(["kong has no memory limit; set memory, in MiB."]);
});

test("a container that runs first needs them as well", async () => {
  expect(await judged(deployment({}, { initContainers: [{ name: "migrate" }] }))).toEqual([
    expect.stringContaining("Container migrate of web has no resources.limits.memory."),
  ]);
});
