import { describe, expect, it } from "vitest";
import { container, cronJob, DIGEST, deployment, job } from "../testing/workloads.ts";
import { imagesOf, pinningOf } from "./images.ts";

describe("pinningOf", () => {
  it.each([
    [`kong@${DIGEST}`, "digest"],
    [`kong:3.9.3@${DIGEST}`, "digest"],
    [DIGEST, "digest"],
    ["kong:3.9.3", "tag"],
    ["localhost:5000/kong:3.9.3", "tag"],
    ["kong:latest", "nothing"],
    ["kong", "nothing"],
    ["localhost:5000/kong", "nothing"],
    ["kong@sha256:0123", "nothing"],
    ["", "nothing"],
  ])("%s holds to a %s", (reference, pinning) => expect(pinningOf(reference)).toBe(pinning));
});

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
