import { afterAll, beforeAll, expect, test } from "vitest";
import { TestStack } from "../deployment/testing/test-stack.ts";
import { secret } from "../deployment/values/marks.ts";
import { FakeCluster } from "./testing/fake-cluster.ts";

let stack: TestStack;
let cluster: FakeCluster;
const environment = { ...process.env };

beforeAll(async () => {
  stack = await TestStack.create();
  cluster = await FakeCluster.create();
  // Plugins have the engine's environment.
  Object.assign(process.env, { PATH: cluster.folder, FAKE_KUBECTL: cluster.folder, KUBECONFIG: "" });
});
afterAll(async () => {
  Object.assign(process.env, environment);
  await stack.remove();
  await cluster.remove();
});

test("the official SDK's program runs where the plugin is missing", async () => {
  await stack.program(`
    const k8s = await import("@pulumi/kubernetes");
    const namespace = new k8s.core.v1.Namespace("app", { metadata: { name: "app" } });
    const metadata = { namespace: namespace.metadata.name, name: "token" };
    new k8s.core.v1.Secret("token", { metadata, stringData: { token: "hunter2" } });
  `);
  const namespace = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "app", uid: "1" },
    status: { phase: "Active" },
  };
  const token = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "token", namespace: "app", uid: "2" },
    data: { token: "aHVudGVyMg==" },
  };
  const absent = { stderr: 'Error from server (NotFound): "x" not found\n' };
  await cluster.answer("get namespaces.v1. app --output=json", absent, namespace, absent);
  await cluster.answer("get secrets.v1. token --namespace=app --output=json", absent, token, absent);
  await cluster.answer("apply --server-side", namespace, token);

  expect(await stack.run("update")).toMatchObject({
    result: "succeeded",
    errors: [],
    warnings: [],
    changes: { create: 3 },
  });
  const [state] = stack.entries("token");
  expect(state).toMatchObject({
    id: "app/token",
    inputs: { stringData: secret({ token: "hunter2" }) },
    outputs: { data: secret(token.data), __inputs: { stringData: secret({ token: "hunter2" }) } },
  });
  const applied = await cluster.calls("apply");
  expect(await stack.run("update")).toMatchObject({ result: "succeeded", changes: { same: 3 } });
  expect(await cluster.calls("apply")).toEqual(applied);
  await cluster.answer("delete", {});
  expect(await stack.run("destroy")).toMatchObject({ result: "succeeded", changes: { delete: 3 } });
  expect((await cluster.calls("delete")).map(({ command }) => command.split(" ").slice(0, 3).join(" "))).toEqual([
    "delete secrets.v1. token",
    "delete namespaces.v1. app",
  ]);
});
