import { expect, test } from "vitest";
import { judgeResource } from "../testing/judge.ts";
import { container, deployment } from "../testing/workloads.ts";
import { imagesNameAVersion } from "./images-name-a-version.ts";

const judged = (shown: Parameters<typeof judgeResource>[1]) => judgeResource(imagesNameAVersion, shown);

test("a tag and a digest both name a version", async () => {
  expect(await judged(deployment({ image: "kong:3.9.3" }))).toEqual([]);
  expect(await judged(container())).toEqual([]);
});

test.each(["kong", "kong:latest"])("%s names none", async (image) => {
  expect(await judged(deployment({ image }))).toEqual([
    `The image of container main of web is "${image}"; it must name a version or a digest.`,
  ]);
  expect(await judged(container({ image }))).toEqual([
    `The image of kong is "${image}"; it must name a version or a digest.`,
  ]);
});

test("what runs no image is none of its business", async () => {
  expect(await judged({ type: "kubernetes:core/v1:Service", props: { spec: {} } })).toBeUndefined();
});
