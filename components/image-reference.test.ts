import { describe, expect, it } from "vitest";
import { pinningOf } from "./image-reference.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

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
