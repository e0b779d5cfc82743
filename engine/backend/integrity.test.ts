import { expect, test } from "vitest";
import { findIntegrityProblem } from "./integrity.ts";

const THING = { type: "prop:index:Thing", custom: true, id: "1" };
const PROVIDER = { urn: "p", type: "pulumi:providers:prop", custom: true, id: "new" };

test.each([
  [[{ ...THING, urn: "a", parent: "b" }], "a refers to parent b, which does not precede it"],
  [[{ ...THING, urn: "a", dependencies: ["a"] }], "a refers to dependency a, which does not precede it"],
  [
    [{ ...THING, urn: "a", propertyDependencies: { size: ["b"] } }],
    "a refers to dependency of size b, which does not precede it",
  ],
  [[{ ...THING, urn: "a", deletedWith: "b" }], "a refers to deletedWith b, which does not precede it"],
  [[{ ...THING, urn: "a", replaceWith: ["b"] }], "a refers to replaceWith b, which does not precede it"],
  [[PROVIDER, { ...THING, urn: "a", provider: "p::old" }], "a refers to provider p::old, which does not precede it"],
  [[{ ...THING, urn: "a", custom: false }], "a is a component and has an id"],
  [
    [
      { ...THING, urn: "a" },
      { ...THING, urn: "a" },
    ],
    "a is there twice",
  ],
])("%j", (resources, problem) => {
  expect(findIntegrityProblem({ resources })).toBe(problem);
});

test("a sound state has none: what waits for its deletion, or for its successor, may be there beside others", () => {
  const resources = [
    PROVIDER,
    { ...THING, urn: "a", provider: "p::new" },
    { ...THING, urn: "a", delete: true, provider: "p::new" },
    { ...THING, urn: "b", pendingReplacement: true, provider: "p::old", deletedWith: "a", dependencies: ["a"] },
  ];
  expect(findIntegrityProblem({ resources })).toBeUndefined();
});
