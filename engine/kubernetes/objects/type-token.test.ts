import { expect, test } from "vitest";
import { typeTokenOf } from "./type-token.ts";

test.each([
  ["kubernetes:apps/v1:Deployment", { apiVersion: "apps/v1", kind: "Deployment" }],
  ["kubernetes:core/v1:Secret", { apiVersion: "v1", kind: "Secret" }],
  ["kubernetes:example.com/v1:Widget", { apiVersion: "example.com/v1", kind: "Widget" }],
])("%s", (token, kind) => expect(typeTokenOf(token, {})).toEqual(kind));

test.each([
  ["kubernetes:helm.sh/v3:Release", {}, /Helm releases and charts are not supported/],
  ["kubernetes:helm.sh/v4:Chart", {}, /Helm releases and charts are not supported/],
  ["kubernetes:kustomize/v2:Directory", {}, /kustomize directories are not supported/],
  ["kubernetes:yaml/v2:ConfigGroup", {}, /yaml.v2 groups and files are not supported/],
  ["kubernetes:apps/v1:DeploymentPatch", { kind: "Deployment" }, /Patch resources are not supported/],
  ["kubernetes:apps/v1:DeploymentPatch", {}, /Patch resources are not supported/],
  ["kubernetes:core/v1:ConfigMapList", { items: [] }, /lists cannot be managed as one resource/],
  ["kubernetes:apps:Deployment", {}, /expected kubernetes:GROUP\/VERSION:KIND/],
])("%s is refused", (token, inputs, message) => expect(() => typeTokenOf(token, inputs)).toThrow(message));

test("kinds of somebody's own may be called so", () => {
  expect(typeTokenOf("kubernetes:example.com/v1:DogPatch", { kind: "DogPatch" })).toMatchObject({ kind: "DogPatch" });
  expect(typeTokenOf("kubernetes:example.com/v1:AllowList", { spec: {} })).toMatchObject({ kind: "AllowList" });
});
