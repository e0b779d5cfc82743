import { expect, test } from "vitest";
import { KONG_SERVICE, KUBERNETES_SERVICE, TARGET } from "../resource-types.ts";
import { judgeResource, type Shown } from "../testing/judge.ts";
import { container } from "../testing/workloads.ts";
import { adminApiNotExposed } from "./admin-api-not-exposed.ts";

const judged = (shown: Shown) => judgeResource(adminApiNotExposed, shown);
const service = (spec: object): Shown => ({ type: KUBERNETES_SERVICE, name: "gateway", props: { spec } });

test("inside the cluster it may have a Service", async () => {
  expect(await judged(service({ ports: [{ port: 8001 }] }))).toEqual([]);
  expect(await judged(service({ type: "ClusterIP", ports: [{ name: "admin", port: 80 }] }))).toEqual([]);
});

test.each([
  [{ type: "LoadBalancer" }, { port: 8001 }, "is of type LoadBalancer"],
  [{ type: "NodePort" }, { port: 80, targetPort: 8444 }, "is of type NodePort"],
  [{ type: "NodePort" }, { port: 80, targetPort: "admin" }, "is of type NodePort"],
  [{ type: "NodePort" }, { name: "kong-admin", port: 80 }, "is of type NodePort"],
  [{ externalIPs: ["192.0.2.1"] }, { port: 8001 }, "has externalIPs"],
])("a Service %j with the port %j lets everybody in", async (spec, port, how) => {
  expect(await judged(service({ ...spec, ports: [{ name: "proxy", port: 8000 }, port] }))).toEqual([
    `Service gateway ${how} and has the Admin API's port ${port.port}; allowed: ClusterIP.`,
  ]);
});

test("the proxy is there for everybody", async () => {
  expect(
    await judged(service({ type: "LoadBalancer", ports: [{ name: "proxy", port: 80, targetPort: 8000 }] })),
  ).toEqual([]);
});

test.each([
  [{ service: { name: "kong", port: { number: 8001 } } }, "number 8001"],
  [{ service: { name: "kong-admin", port: { number: 80 } } }, "name kong-admin"],
  [{ service: { name: "kong", port: { name: "admin" } } }, "name admin"],
])("an Ingress to %j does not pass", async (backend, found) => {
  const shown = (to: object): Shown => ({
    type: "kubernetes:networking.k8s.io/v1:Ingress",
    name: "public",
    props: { spec: { rules: [{ http: { paths: [{ path: "/", backend: to }] } }] } },
  });
  expect(await judged(shown(backend))).toEqual([`public leads to ${found}, which is the Admin API's.`]);
  expect(await judged(shown({ service: { name: "gateway-proxy", port: { number: 8000 } } }))).toEqual([]);
});

test("Docker publishes it on this machine alone", async () => {
  const published = (ip?: string) => container({ ports: [{ internal: 8001, ...(ip ? { ip } : {}) }] });
  expect(await judged(published("127.0.0.1"))).toEqual([]);
  expect(await judged(published("0.0.0.0"))).toEqual(["kong publishes port 8001 on 0.0.0.0; allowed: 127.0.0.1."]);
  expect(await judged(published())).toEqual(["kong publishes port 8001 on every address; allowed: 127.0.0.1."]);
});

test("no route of the proxy leads back to it", async () => {
  const found = ["loop leads users to port 8001, which is the Admin API's."];
  expect(await judged({ type: KONG_SERVICE, name: "loop", props: { host: "localhost", port: 8001 } })).toEqual(found);
  expect(await judged({ type: TARGET, name: "loop", props: { target: "127.0.0.1:8001" } })).toEqual(found);
  expect(await judged({ type: TARGET, name: "nobody", props: { target: "127.0.0.1:8100" } })).toEqual([]);
});
