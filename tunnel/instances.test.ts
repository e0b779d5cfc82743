import { expect, it } from "vitest";
import { readyPods } from "./instances.ts";
import type { KubernetesUrl } from "./kubernetes-url.ts";

const PLACE: KubernetesUrl = {
  context: "",
  namespace: "canary",
  kind: "services",
  name: "app",
  port: 80,
  rest: "/metrics",
};
const SERVICE = {
  spec: {
    ports: [
      { name: "other", port: 81 },
      { name: "http", port: 80, targetPort: "http" },
    ],
  },
};
const pod = (name: string, ready?: boolean) => ({
  conditions: ready === undefined ? {} : { ready },
  targetRef: { kind: "Pod", name },
});
const slice = (port: number, ...endpoints: object[]) => ({
  ports: [
    { name: "other", port: 1 },
    { name: "http", port },
  ],
  endpoints,
});

it("finds each ready pod once, at the port that the service's port leads to there", () => {
  const slices = {
    items: [
      slice(8080, pod("b", true), pod("starting", false), pod("a")),
      // During a rollout that moves a port there is a slice for each.
      slice(9090, pod("c", true)),
      slice(8080, pod("b", true)),
      { ports: null, endpoints: null },
    ],
  };
  expect(readyPods(PLACE, SERVICE, slices)).toEqual([
    "kubernetes:///canary/pods/a:8080/metrics",
    "kubernetes:///canary/pods/b:8080/metrics",
    "kubernetes:///canary/pods/c:9090/metrics",
  ]);
});

it("finds a port without a name, and what is no pod it leaves out", () => {
  const endpoints = [pod("a", true), { conditions: { ready: true }, targetRef: { kind: "Node", name: "n" } }, {}];
  const slices = { items: [{ ports: [{ name: "", port: 8080 }], endpoints }] };
  expect(readyPods(PLACE, { spec: { ports: [{ port: 80 }] } }, slices)).toEqual([
    "kubernetes:///canary/pods/a:8080/metrics",
  ]);
});

it("says which ports there are", () => {
  expect(() => readyPods({ ...PLACE, port: 82 }, SERVICE, { items: [] })).toThrow(
    "service app has no port 82; it has 81, 80",
  );
});
