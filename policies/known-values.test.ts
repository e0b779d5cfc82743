import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { bareProperties, knownValues } from "./known-values.ts";

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

test("properties become bare data, whose unknown values are the SDK's text", () => {
  const properties = { image: unknownStringValue, env: [{ name: "A", value: "1" }], none: null };
  expect(bareProperties(unknownCheckingProxy(properties))).toEqual(properties);
});
