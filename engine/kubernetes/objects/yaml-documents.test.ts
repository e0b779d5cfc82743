import { expect, test } from "vitest";
import { decodeYaml } from "./yaml-documents.ts";

test("objects of a manifest, without what is none", () => {
  const text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n# nothing\n---\n- 1\n---\nkind: X\n";
  expect(decodeYaml({ text })).toEqual([{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } }]);
  expect(decodeYaml({ text: "" })).toEqual([]);
});

test("what is no YAML is refused with the place", () => {
  expect(() => decodeYaml({ text: "a: [1" })).toThrow(/the manifest is no YAML: .* at line 1/);
});
