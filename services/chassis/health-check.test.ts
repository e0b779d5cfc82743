import { expect, it } from "vitest";
import { answering, startFakeServer } from "./test/fake-server.ts";
import { runToExit, startProcess } from "./test/process.ts";

const check = (port: number | string) =>
  runToExit(new URL("./health-check.ts", import.meta.url), { PORT: String(port) });

it("passes where the service is healthy", async () => {
  await using service = await startProcess(new URL("./test/slow-service.ts", import.meta.url));
  expect(await check(service.port)).toEqual({ code: 0, stderr: "" });
});

it("fails with the answer of a service that is not ready", async () => {
  await using server = await startFakeServer();
  server.answer = answering(503, { status: "unhealthy", reason: "shutting down" });
  const { code, stderr } = await check(new URL(server.url).port);
  expect(stderr).toBe(`GET ${server.url}/health: 503 {"status":"unhealthy","reason":"shutting down"}\n`);
  expect(code).toBe(1);
});

it("fails where nobody answers, and where nobody listens", async () => {
  const server = await startFakeServer();
  const { port } = new URL(server.url);
  const silent = await check(port);
  expect(silent.stderr).toMatch(/: TimeoutError: /);
  expect(silent.code).toBe(1);
  await server[Symbol.asyncDispose]();
  const closed = await check(port);
  expect(closed.stderr).toMatch(/ECONNREFUSED/);
  expect(closed.code).toBe(1);
});
