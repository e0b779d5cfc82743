import { answering, startFakeServer } from "service-chassis/test/fake-server.ts";
import { expect, onTestFinished, test, vi } from "vitest";
import { startProbing } from "./probes.ts";

async function gateway(status: number, body: object) {
  const server = await startFakeServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  server.answer = answering(status, body);
  return server;
}

test("sends so many executions and no more, by the tracks in turn, marked as the release's own", async () => {
  const server = await gateway(200, { success: true });
  const probing = startProbing({
    proxy: server.url,
    tracks: ["canary", "stable"],
    perSecond: 100,
    max: 6,
    jwtSecret: "s3cr3t",
  });
  await vi.waitUntil(() => probing.isDone(), 5000);
  expect({ sent: probing.sent(), executed: probing.executed() }).toEqual({ sent: 6, executed: 6 });
  const requests = server.received.map(({ method, path, headers }) => [method, path, headers["x-release-track"]]);
  expect(requests.filter(([, , track]) => track === "canary")).toHaveLength(3);
  expect(new Set(requests.map(([method, url]) => `${method} ${url}`))).toEqual(new Set(["POST /ai/execute"]));
  expect(server.received.every(({ headers }) => headers["x-release-probe"] === "1")).toBe(true);
  expect(
    server.received.every(({ headers }) => /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(headers.authorization ?? "")),
  ).toBe(true);
  expect(new Set(server.received.map(({ headers }) => headers["x-trace-id"])).size).toBe(6);
});

test("tells why requests were not executed", async () => {
  const server = await gateway(429, { message: "API rate limit exceeded" });
  const probing = startProbing({ proxy: server.url, tracks: ["canary"], perSecond: 100, max: 2, jwtSecret: undefined });
  await vi.waitUntil(() => probing.isDone(), 5000);
  expect(probing.executed()).toBe(0);
  expect(probing.trouble()).toContain("429");
});

test("sends nothing more once it is stopped", async () => {
  const server = await gateway(200, { success: true });
  const probing = startProbing({
    proxy: server.url,
    tracks: ["canary"],
    perSecond: 20,
    max: 1000,
    jwtSecret: undefined,
  });
  await vi.waitUntil(() => probing.sent() >= 2, 5000);
  probing.stop();
  await vi.waitUntil(() => probing.isDone(), 5000);
  const { length } = server.received;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(server.received).toHaveLength(length);
});
