import { describe, expect, it } from "vitest";
import { container, cronJob, deployment, job } from "../testing/workloads.ts";
import { imagesOf } from "./images.ts";

describe("imagesOf", () => {
  it.each([deployment(), job(), cronJob(), container()])("finds the image of a $type", ({ type, props }) => {
    expect(imagesOf(type, "some", props)).toEqual([
      expect.objectContaining({ reference: expect.stringMatching(/@sha256:[0-9a-f]{64}$/) }),
    ]);
  });

  it("finds those that run first, too", () => {
    const { type, props } = deployment({}, { initContainers: [{ name: "migrate", image: "kong:3.9.3" }] });
    expect(imagesOf(type, "web", props)?.map(({ reference }) => reference)).toContain("kong:3.9.3");
  });
});
