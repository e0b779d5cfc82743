import { expect, test } from "vitest";
import { secret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { resourceDifference } from "./resource-difference.ts";

const MUTABLE = { configMaps: false, secrets: false };

function difference(
  olds: PropertyMap,
  news: PropertyMap,
  more: Partial<Parameters<typeof resourceDifference>[0]> = {},
) {
  return resourceDifference({ olds, news, ignoreChanges: [], mutable: MUTABLE, fallbackNamespace: "default", ...more });
}

const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "app" },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    template: { spec: { containers: [{ name: "c", image: "a:1", resources: { limits: { cpu: "1000m" } } }] } },
  },
};
const settings = (data: PropertyMap, metadata: PropertyMap = { name: "settings" }): PropertyMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata,
  data,
});
const AUTONAMED = { name: "settings-1", annotations: { "pulumi.com/autonamed": "true" } };

test("the same, in whatever form, is no difference", () => {
  expect(difference(deployment, deployment)).toMatchObject({ changes: "none", detailed: {} });
  const written = structuredClone(deployment);
  written.spec.template.spec.containers[0]!.resources.limits.cpu = "1";
  expect(difference(deployment, written)).toMatchObject({ changes: "none" });
  const elsewhere = { ...deployment, metadata: { name: "web" } };
  expect(difference({ ...deployment, metadata: { name: "web", namespace: "default" } }, elsewhere)).toMatchObject({
    changes: "none",
  });
});

test("changes are told by their innermost fields", () => {
  const news = structuredClone(deployment) as PropertyMap & typeof deployment;
  news.spec.template.spec.containers[0]!.image = "a:2";
  const more = { ...news, metadata: { ...news.metadata, annotations: { "example.com/a": "b" } } };
  expect(difference(deployment, more)).toEqual({
    changes: "some",
    replaces: [],
    changed: ["metadata", "spec"],
    deleteBeforeReplace: false,
    detailed: {
      "metadata.annotations": { diffKind: "add", inputDiff: true },
      "spec.template.spec.containers[0].image": { diffKind: "update", inputDiff: true },
    },
  });
  expect(
    difference(deployment, more, { ignoreChanges: ["metadata.annotations", "spec.template.spec.containers[*].image"] }),
  ).toMatchObject({ changes: "none" });
});

test("a selector cannot be changed: the Deployment is replaced, its predecessor deleted first for its name", () => {
  const news = structuredClone(deployment);
  news.spec.selector.matchLabels.app = "other";
  expect(difference(deployment, news)).toMatchObject({
    replaces: ["spec.selector.matchLabels.app"],
    deleteBeforeReplace: true,
    detailed: { "spec.selector.matchLabels.app": { diffKind: "update-replace" } },
  });
});

test("data that change replace a ConfigMap, unless it is mutable", () => {
  const change = [settings({ a: "1" }, AUTONAMED), settings({ a: "2" }, AUTONAMED)] as const;
  // A name of the provider's own can be changed with it, so that both can be there at once.
  expect(difference(...change)).toMatchObject({ replaces: ["data.a"], deleteBeforeReplace: false });
  expect(difference(settings({ a: "1" }), settings({ a: "2" }))).toMatchObject({ deleteBeforeReplace: true });
  const mutable = { mutable: { configMaps: true, secrets: false } };
  expect(difference(...change, mutable)).toMatchObject({ changes: "some", replaces: [] });
  const immutable = { ...change[1], immutable: true };
  expect(difference({ ...change[0], immutable: true }, immutable, mutable)).toMatchObject({ replaces: ["data.a"] });
});

test("secrets are compared in clear", () => {
  const token = (value: string): PropertyMap => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "token" },
    stringData: secret({ token: value }),
  });
  expect(difference(token("a"), token("a"))).toMatchObject({ changes: "none" });
  expect(difference(token("a"), token("b"))).toMatchObject({ replaces: ["stringData.token"] });
});

test("another name or namespace is another object, which both can be there at once", () => {
  const named = { ...deployment, metadata: { name: "web2", namespace: "app" } };
  expect(difference(deployment, named)).toMatchObject({ replaces: ["metadata.name"], deleteBeforeReplace: false });
  const moved = { ...deployment, metadata: { name: "web", namespace: "other" } };
  expect(difference(deployment, moved)).toMatchObject({ replaces: ["metadata.namespace"], deleteBeforeReplace: false });
});

test("what is in no namespace does not differ by one", () => {
  const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "r" } };
  const named = { ...role, metadata: { name: "r", namespace: "x" } };
  expect(difference(named, role, { fallbackNamespace: undefined })).toMatchObject({ changes: "none" });
});

test("what a preview does not know may be a change", () => {
  const news = { ...deployment, spec: { ...deployment.spec, selector: UNKNOWN } };
  expect(difference(deployment, news)).toMatchObject({ replaces: ["spec.selector"] });
});

test.each([
  ["apps/v1", "StatefulSet", "serviceName"],
  ["batch/v1", "Job", "template"],
  ["v1", "Service", "clusterIP"],
  ["v1", "PersistentVolumeClaim", "storageClassName"],
  ["v1", "Pod", "nodeName"],
])("%s %s is replaced for another %s", (apiVersion, kind, field) => {
  const object = (value: string): PropertyMap => ({
    apiVersion,
    kind,
    metadata: { name: "x" },
    spec: { [field]: value },
  });
  expect(difference(object("a"), object("b"))).toMatchObject({ replaces: [`spec.${field}`] });
});

test("a container's image in a pod replaces it, a label does not", () => {
  const pod = (image: string, labels: PropertyMap): PropertyMap => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", labels },
    spec: { containers: [{ name: "c", image }] },
  });
  expect(difference(pod("a", {}), pod("b", {}))).toMatchObject({ replaces: ["spec.containers[0].image"] });
  expect(difference(pod("a", {}), pod("a", { x: "y" }))).toMatchObject({ changes: "some", replaces: [] });
});
