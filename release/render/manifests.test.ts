import { expect, it } from "vitest";
import { renderManifests } from "./manifests.ts";

const object = (kind: string, name: string | undefined, more: object = {}) => ({
  type: `kubernetes:core/v1:${kind}`,
  name: `resource-${name ?? "unnamed"}`,
  inputs: { apiVersion: "v1", kind, metadata: { namespace: "n", ...(name ? { name } : {}) }, ...more },
});
const secret = (value: unknown) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });

it("puts what others stand on first, and does not depend on the order of registrations", () => {
  const all = [object("Service", "b"), object("Deployment", "a"), object("ConfigMap", "c"), object("Namespace", "n")];
  const files = ["namespace-n.yaml", "configmap-c.yaml", "service-b.yaml", "deployment-a.yaml"];
  expect(renderManifests(all).map(({ file }) => file)).toEqual(files);
  expect(renderManifests(all.toReversed())).toEqual(renderManifests(all));
});

it("leaves out what is no object of the cluster", () => {
  const others = [
    { type: "pulumi:providers:kubernetes", name: "cluster", inputs: { context: "c" } },
    { type: "kong:index/route:Route", name: "r", inputs: { kind: "x" } },
  ];
  expect(renderManifests(others)).toEqual([]);
});

it("shows no secret, however it is marked, and which keys there are", () => {
  const held = [
    object("Secret", "whole", { stringData: secret({ password: "hunter2" }) }),
    object("Secret", "by-value", { stringData: { password: secret("hunter2") } }),
    object("Secret", "unmarked", { stringData: { password: "hunter2" }, data: { other: "aHVudGVyMg==" } }),
    object("ConfigMap", "c", { data: { text: secret("hunter2") } }),
  ];
  const texts = renderManifests(held).map(({ text }) => text);
  expect(texts.join("")).not.toMatch(/hunter2|aHVudGVyMg/);
  for (const text of texts) expect(text).toMatch(/(password|text|other): \(secret\)/);
});

it("names an object that Pulumi names by its resource, and says what is known only later", () => {
  const [{ text } = { text: "" }] = renderManifests([
    object("ConfigMap", undefined, { data: { rules: { __pulumiUnknown: true } } }),
  ]);
  expect(text).toContain("name: resource-unnamed");
  expect(text).toContain("rules: (known only once it runs)");
});

it("writes as text what kubectl would else read as something else", () => {
  const [rendered] = renderManifests([object("ConfigMap", "c", { data: { listen: "off", port: "8001", on: "yes" } })]);
  for (const line of ['listen: "off"', 'port: "8001"', '"on": "yes"']) expect(rendered?.text).toContain(line);
});
