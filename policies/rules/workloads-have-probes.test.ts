import { expect, test } from "vitest";
import { judgeResource, type Shown } from "../testing/judge.ts";
import { container, cronJob, deployment, job } from "../testing/workloads.ts";
import { workloadsHaveProbes } from "./workloads-have-probes.ts";

const judged = (shown: Shown) => judgeResource(workloadsHaveProbes, shown);

test("what stays up is asked how it is", async () => {
  expect(await judged(deployment())).toEqual([]);
  expect(await judged(container())).toEqual([]);
  expect(await judged(deployment({ livenessProbe: undefined, readinessProbe: undefined }))).toEqual([
    "Container main of web has no livenessProbe.\nContainer main of web has no readinessProbe.",
  ]);
  expect(await judged(container({ healthcheck: undefined }))).toEqual(["kong has no healthcheck."]);
});

test("what ends by itself is awaited, not asked", async () => {
  const unasked = { livenessProbe: undefined, readinessProbe: undefined };
  expect(await judged(job(unasked))).toBeUndefined();
  expect(await judged(cronJob(unasked))).toBeUndefined();
  expect(await judged(container({ healthcheck: undefined, mustRun: false }))).toBeUndefined();
});
