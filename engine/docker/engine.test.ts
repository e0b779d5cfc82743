import { afterAll, beforeAll, expect, test } from "vitest";
import { TestStack } from "../deployment/testing/test-stack.ts";
import { FakeEngine } from "./testing/fake-engine.ts";
import { recorded } from "./testing/recorded.ts";

let stack: TestStack;
let engine: FakeEngine;
const environment = { ...process.env };

beforeAll(async () => {
  stack = await TestStack.create();
  engine = await FakeEngine.start();
  // Plugins have the engine's environment; there is none of the package here.
  Object.assign(process.env, { ...engine.environment, PULUMI_HOME: stack.root });
});
afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  await stack.remove();
  await engine.stop();
});

test("a container that failed is replaced by the next update of the official SDK's program", async () => {
  await stack.program(`
    const docker = await import("@pulumi/docker");
    const network = new docker.Network("net", { name: "net-0acb2dc" });
    const container = new docker.Container("a", {
      name: "a-10357b2",
      image: "localhost/lab:ae1b9bebceeb",
      entrypoints: ["node"],
      command: ["-e", "setInterval(()=>{},1000)"],
      networksAdvanced: [{ name: network.name }],
      ports: [{ internal: 8000 }],
      healthcheck: { tests: ["CMD", "node", "-e", "process.exit(0)"], interval: "1s", timeout: "3s", retries: 2 },
      wait: true,
    });
    export const port = container.ports.apply((ports) => ports?.[0]?.external);
  `);
  engine.answer("GET /images/", { json: {} });
  engine.answer("POST /networks", { status: 201, json: { Id: "n1" } });
  engine.answer("GET /networks/n1", { json: recorded("network") });
  engine.answer("POST /containers/create", { status: 201, json: { Id: "c1" } }, { status: 201, json: { Id: "c2" } });
  for (const id of ["c1", "c2"]) {
    for (const request of [`POST /containers/${id}`, `DELETE /containers/${id}`])
      engine.answer(request, { status: 204 });
  }
  engine.answer("GET /containers/c1/json", { json: recorded("ended") });
  engine.answer("GET /containers/c2/json", { json: recorded("healthy") });

  const failed = await stack.run("update");
  expect(failed.result).toBe("failed");
  expect(failed.errors.join("\n")).toContain("container a-10357b2: it ended with exit code 3");
  expect(stack.entries("a")).toMatchObject([{ id: "c1", initErrors: [expect.stringContaining("exit code 3")] }]);

  engine.answer("GET /containers/c1/json", { status: 404, json: { message: "No such container: c1" } });
  expect(await stack.run("update")).toMatchObject({
    result: "succeeded",
    errors: [],
    changes: { replace: 1, same: 2 },
  });
  expect(stack.entries("a")).toMatchObject([{ id: "c2" }]);
  expect(engine.requests.indexOf("DELETE /containers/c1?v=true&force=true")).toBeLessThan(
    engine.requests.lastIndexOf("POST /containers/create?name=a-10357b2"),
  );
  expect(await stack.run("update")).toMatchObject({ result: "succeeded", changes: { same: 3 } });

  engine.answer("GET /containers/c2/json", { status: 404, json: { message: "No such container: c2" } });
  engine.answer("DELETE /networks/n1", { status: 204 });
  expect(await stack.run("destroy")).toMatchObject({ result: "succeeded", changes: { delete: 3 } });
});
