import { expect, test } from "vitest";
import { type KubeObject, textAt } from "../objects/kube-object.ts";
import { recorded } from "../testing/recorded.ts";
import { selectorText } from "./conditions.ts";
import { readinessOf } from "./readiness-of.ts";

const READY = { state: "ready" };

function service(spec: KubeObject, status: KubeObject = {}): KubeObject {
  return { apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec, status };
}

test("a service is ready when it leads to a pod that is", () => {
  const selecting = service({ selector: { app: "web" } });
  const { judge, related } = readinessOf(selecting);
  expect(related(selecting)).toEqual([
    { resources: "endpointslices.v1.discovery.k8s.io", selector: "kubernetes.io/service-name=web" },
  ]);
  expect(judge(selecting, recorded("bad-rollout"))).toEqual(READY);
  const slice = (ready: boolean): KubeObject => ({ kind: "EndpointSlice", endpoints: [{ conditions: { ready } }] });
  expect(judge(selecting, [slice(false), slice(true)])).toEqual(READY);
  expect(judge(selecting, [slice(false)])).toMatchObject({
    progress: "0/1 endpoints ready",
    troubles: [{ text: expect.stringContaining("none of the 1 pods that match its selector is ready") }],
  });
  expect(judge(selecting, [])).toMatchObject({
    troubles: [
      { text: expect.stringMatching(/^no pod matches its selector app=web; .*pulumi.com\/skipAwait: "true"$/) },
    ],
  });
});

test("services that select nothing are ready at once; one with a load balancer waits for its address", () => {
  const specs: KubeObject[] = [
    { type: "ExternalName", externalName: "example.com", selector: { a: "b" } },
    { clusterIP: "None" },
  ];
  for (const spec of specs) expect(readinessOf(service(spec)).judge(service(spec), [])).toEqual(READY);
  const balanced = { type: "LoadBalancer" };
  expect(readinessOf(service(balanced)).judge(service(balanced), [])).toMatchObject({ state: "waiting" });
  const addressed = service(balanced, { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } });
  expect(readinessOf(addressed).judge(addressed, [])).toEqual(READY);
});

test("a claim waits for a volume, unless that waits for a pod", () => {
  const claim = recorded("troubles").find(({ kind }) => kind === "PersistentVolumeClaim") ?? {};
  expect(textAt(claim, "status", "phase")).toBe("Pending");
  const { judge } = readinessOf(claim);
  expect(judge(claim, [])).toMatchObject({ state: "waiting", troubles: [{ eventsOf: "claim" }] });
  const lazy = { kind: "StorageClass", volumeBindingMode: "WaitForFirstConsumer" };
  expect(judge(claim, [lazy])).toEqual(READY);
  expect(judge({ ...claim, status: { phase: "Bound" } }, [])).toEqual(READY);
  expect(judge({ ...claim, status: { phase: "Lost" } }, [])).toMatchObject({ state: "failed" });
});

test("a definition is ready when it is established, and never when its names are taken", () => {
  const definition = recorded("troubles").find(({ kind }) => kind === "CustomResourceDefinition") ?? {};
  const { judge } = readinessOf(definition);
  expect(judge(definition, [])).toEqual(READY);
  expect(judge({ ...definition, status: {} }, [])).toMatchObject({ state: "waiting" });
  const taken = { type: "NamesAccepted", status: "False", reason: "PluralConflict", message: "widgets is in use" };
  expect(judge({ ...definition, status: { conditions: [taken] } }, [])).toMatchObject({
    state: "failed",
    reason: "its names are not accepted (PluralConflict): widgets is in use",
  });
});

test("what no controller works on is ready at once", () => {
  const settings = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } };
  expect(readinessOf(settings).judge(settings, [])).toEqual(READY);
});

test("the annotation waitFor goes before the kind", () => {
  const widget = (waitFor: string, status: KubeObject): KubeObject => ({
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { annotations: { "pulumi.com/waitFor": waitFor } },
    status,
  });
  const verdict = (waitFor: string, status: KubeObject): unknown =>
    readinessOf(widget(waitFor, status)).judge(widget(waitFor, status), []);
  const synced = { conditions: [{ type: "Synced", status: "True" }], phase: "Running", parts: [{ up: true }] };
  expect(verdict("condition=Synced", synced)).toEqual(READY);
  expect(verdict("jsonpath={.status.phase}=Running", synced)).toEqual(READY);
  expect(verdict("jsonpath={.status.parts[0].up}=true", synced)).toEqual(READY);
  expect(verdict("jsonpath={.status.address}", synced)).toMatchObject({ state: "waiting" });
  expect(verdict('["condition=Synced","condition=Ready"]', synced)).toEqual({
    state: "waiting",
    progress: "waiting for condition=Ready",
    troubles: [],
    meanwhile: undefined,
  });
});

test("selectors as list calls take them", () => {
  expect(
    selectorText({
      matchLabels: { app: "web" },
      matchExpressions: [
        { key: "tier", operator: "In", values: ["a", "b"] },
        { key: "zone", operator: "NotIn", values: ["c"] },
        { key: "old", operator: "DoesNotExist" },
        { key: "new", operator: "Exists" },
      ],
    }),
  ).toBe("app=web,tier in (a,b),zone notin (c),!old,new");
});
