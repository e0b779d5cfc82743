import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { knownValues } from "./known-values.ts";

/** What the policy SDK itself wraps properties in. */
const { unknownCheckingProxy, unknownStringValue } = createRequire(import.meta.url)("@pulumi/policy/proxy.js") as {
  unknownCheckingProxy<T extends object>(properties: T): T;
  unknownStringValue: string;
};

test("it looks past what a preview cannot know", () => {
  const properties = unknownCheckingProxy({ bindings: unknownStringValue, environment: { deep: ["a", { key: "b" }] } });
  expect(() => properties.bindings).toThrow("can't be known during preview");
  const found = knownValues(properties);
  expect(found).toContainEqual({ key: "0", value: "a" });
  expect(found).toContainEqual({ key: "key", value: "b" });
});
