import { expect, test } from "vitest";
import { demandsOf } from "../stack-demands.ts";
import { judgeResource } from "../testing/judge.ts";
import { container, deployment } from "../testing/workloads.ts";
import { imagesByDigest } from "./images-by-digest.ts";

const policy = (stack: string) => imagesByDigest(demandsOf(stack));

test("images by digest are what is wanted", async () => {
  expect(await judgeResource(policy("production"), deployment())).toEqual([]);
  expect(await judgeResource(policy("production"), container())).toEqual([]);
});

test("a tag is refused on production, and pointed out elsewhere", async () => {
  const shown = deployment({ image: "kong:3.9.3" });
  for (const stack of ["production", "staging"]) {
    expect(await judgeResource(policy(stack), shown)).toEqual([
      'The image of container main of web is "kong:3.9.3"; it must end in @sha256:<64 hex digits>.',
    ]);
  }
  expect(policy("production").enforcementLevel).toBe("mandatory");
  expect(policy("staging").enforcementLevel).toBe("advisory");
});
