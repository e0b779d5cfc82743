import fc from "fast-check";
import { expect, test } from "vitest";
import { secret } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { inputsAfterDrift, inputsOfLive } from "./drift.ts";

const inputs = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", annotations: { a: "b" } },
  spec: {
    replicas: 2,
    paused: false,
    template: {
      spec: {
        containers: [
          { name: "app", image: "app:1", args: ["-v"], resources: { limits: { cpu: "1000m" } } },
          { name: "helper", image: "helper:1" },
        ],
      },
    },
  },
};
/** As a server answers: it drops what is a default, writes quantities its own way, and fills in more. */
const before = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", uid: "1", generation: 1, annotations: { a: "b" } },
  spec: {
    replicas: 2,
    progressDeadlineSeconds: 600,
    template: {
      spec: {
        restartPolicy: "Always",
        containers: [
          { name: "injected", image: "proxy:1" },
          { name: "app", image: "app:1", args: ["-v"], resources: { limits: { cpu: "1" } }, imagePullPolicy: "Always" },
          { name: "helper", image: "helper:1" },
        ],
      },
    },
  },
};
type Live = typeof before;
type Inputs = typeof inputs;

function changed(change: (live: Live) => void): Inputs {
  const now = structuredClone(before);
  change(now);
  return drifted(inputs, before, now) as Inputs;
}

/** The examples have no index signature. */
function drifted(given: object, then: object | undefined, now: object): unknown {
  return inputsAfterDrift(given as PropertyMap, then as PropertyMap | undefined, now as PropertyMap);
}

test("what the server writes in its own way has not drifted", () => {
  expect(drifted(inputs, before, before)).toEqual(inputs);
  const busy = changed((live) => {
    live.metadata.generation = 9;
    live.spec.progressDeadlineSeconds = 5;
    live.spec.template.spec.containers.push({ name: "another", image: "x" });
  });
  expect(busy).toEqual(inputs);
});

test("what the inputs have and somebody changed has", () => {
  expect(changed(({ spec }) => Object.assign(spec, { replicas: 5 }))).toMatchObject({
    spec: { replicas: 5, paused: false },
  });
  const containers = (change: (containers: Live["spec"]["template"]["spec"]["containers"]) => void): unknown[] =>
    changed((live) => change(live.spec.template.spec.containers)).spec.template.spec.containers;
  const [app, helper] = inputs.spec.template.spec.containers;
  expect(containers(([, live]) => Object.assign(live ?? {}, { image: "app:2" }))).toEqual([
    { ...app, image: "app:2" },
    helper,
  ]);
  expect(containers(([, live]) => Object.assign(live ?? {}, { args: ["-v", "-x"] }))).toEqual([
    { ...app, args: ["-v", "-x"] },
    helper,
  ]);
  expect(containers((live) => live.pop())).toEqual([app]);
  const bare = changed(({ metadata }) => Object.assign(metadata, { annotations: undefined }));
  expect(bare.metadata).toEqual({ name: "web" });
});

test("without an object of before, the inputs are what to compare with", () => {
  expect(drifted(inputs, undefined, before)).toEqual(inputs);
  expect(drifted(inputs, undefined, { ...before, spec: { replicas: 3 } })).toMatchObject({
    spec: { replicas: 3 },
  });
});

test("a Secret's texts are compared with its data, and stay secret", () => {
  const token = (value: string): PropertyMap => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "token" },
    data: { token: Buffer.from(value).toString("base64") },
  });
  const given = { ...token(""), data: null, stringData: secret({ token: "a" }) };
  expect(inputsAfterDrift(given, token("a"), token("a")).stringData).toEqual(secret({ token: "a" }));
  expect(inputsAfterDrift(given, token("a"), token("b")).stringData).toEqual(secret({ token: "b" }));
});

test("a key that every object inherits is no field of the object", () => {
  const given = { toString: "a", data: { valueOf: 1, ["__proto__"]: "b" } };
  expect(drifted(given, {}, {})).toEqual(given);
});

test("whatever the inputs are, an object that stays as it is has not drifted", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (any, live) => {
      expect(inputsAfterDrift(any as PropertyMap, live as PropertyMap, live as PropertyMap)).toEqual(any);
    }),
  );
});

test("an object that was made elsewhere is described without what only the cluster says", () => {
  const live = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "c",
      uid: "1",
      resourceVersion: "2",
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}" },
    },
    data: { a: "1" },
    status: { x: 1 },
  };
  expect(inputsOfLive(live)).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "c" },
    data: { a: "1" },
  });
});
