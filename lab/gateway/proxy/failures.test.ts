import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EchoBackend, startEchoBackend } from "../contract/echo-backend.ts";
import { startTestGateway, type TestGateway } from "../contract/test-gateway.ts";

let lab: TestGateway;
let a: EchoBackend;

beforeAll(async () => {
  [lab, a] = await Promise.all([startTestGateway(), startEchoBackend("A")]);
});

afterAll(async () => {
  await lab.close();
  await a.close();
});

const target = ({ port }: { port: number }) => `127.0.0.1:${port}`;

/** A server that accepts, reads what comes, and closes without an answer; `port` refuses once it is closed. */
async function startHangUp() {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => {
      requests += 1;
      socket.destroy();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, requests: () => requests, close };
}

async function statuses(method: string, path: string, requests: number): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let count = 0; count < requests; count++) {
    const { status } = await lab.client.proxy(method, path, {}, method === "POST" ? "body" : undefined);
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

describe("half the weight on a target that refuses connections", () => {
  test.each([
    [0, { 200: 100, 502: 100 }],
    [1, { 200: 200 }],
    [5, { 200: 200 }],
  ])("with %i retries gives %j", async (retries, expected) => {
    const dead = await startHangUp();
    await dead.close();
    const name = `refused-${retries}`;
    await lab.serve(name, { [target(a)]: 50, [target(dead)]: 50 }, { service: { retries } });
    expect(await statuses("POST", `/${name}`, 200)).toEqual(expected);
  });
});

test("a retry asks another target, however much weight the failed one has", async () => {
  const dead = await startHangUp();
  await dead.close();
  await lab.serve("heavy", { [target(a)]: 1, [target(dead)]: 99 }, { service: { retries: 1 } });
  expect(await statuses("GET", "/heavy", 50)).toEqual({ 200: 50 });
});

describe("a target that hangs up after it has read the request", () => {
  test("costs nothing when the request may be sent again, and is not asked twice when it may not", async () => {
    const hangUp = await startHangUp();
    await lab.serve("hangup", { [target(a)]: 50, [target(hangUp)]: 50 });
    expect(await statuses("GET", "/hangup", 20)).toEqual({ 200: 20 });
    const before = hangUp.requests();
    expect(await statuses("POST", "/hangup", 20)).toEqual({ 200: 10, 502: 10 });
    expect(hangUp.requests() - before).toBe(10);
    await hangUp.close();
  });
});

describe("health", () => {
  async function healthOf(upstream: string): Promise<unknown[]> {
    const { data } = await lab.admin("GET", `/upstreams/${upstream}/health`);
    return (data as { health: string }[]).map(({ health }) => health);
  }

  test("by active checks: out when probes fail, back when they succeed", async () => {
    await lab.serve(
      "probed",
      { [target(a)]: 100 },
      {
        upstream: {
          healthchecks: {
            active: {
              http_path: "/health",
              healthy: { interval: 0.1, successes: 2 },
              unhealthy: { interval: 0.1, http_failures: 2 },
            },
          },
        },
      },
    );
    const becomes = async (wanted: string) => {
      while ((await healthOf("probed"))[0] !== wanted) await delay(20);
    };
    await becomes("HEALTHY");
    a.behave({ kind: "status", status: 500 });
    await becomes("UNHEALTHY");
    expect((await lab.client.proxy("GET", "/probed")).status).toBe(503);
    a.behave({ kind: "echo" });
    await becomes("HEALTHY");
    expect((await lab.client.proxy("GET", "/probed")).status).toBe(200);
  });

  test("set by hand: an unhealthy target gets nothing until it is set healthy again", async () => {
    const upstream = { healthchecks: { passive: { unhealthy: { http_failures: 3 } } } };
    await lab.serve("byhand", { [target(a)]: 100 }, { upstream });
    await lab.admin("PUT", `/upstreams/byhand/targets/${target(a)}/unhealthy`);
    expect(await healthOf("byhand")).toEqual(["UNHEALTHY"]);
    expect((await lab.client.proxy("GET", "/byhand")).status).toBe(503);
    await lab.admin("PUT", `/upstreams/byhand/targets/${target(a)}/${target(a)}/healthy`);
    expect((await lab.client.proxy("GET", "/byhand")).status).toBe(200);
  });
});

describe("an error of the gateway", () => {
  test.each([
    ["text/html", /<h1>Error<\/h1>/],
    ["application/xml", /<requestid>[0-9a-f]{32}<\/requestid>/],
    ["text/plain", /^no Route matched with those values\nrequest_id: [0-9a-f]{32}\n$/],
    ["text/html;q=0.5, application/json", /^\{\n {2}"message":"no Route matched/],
    ["image/png", /^\{\n {2}"message":"no Route matched/],
  ])("is written in what the client accepts: %s", async (accept, body) => {
    const answer = await lab.client.proxy("GET", "/nowhere", { accept });
    expect(answer.status).toBe(404);
    expect(answer.text).toMatch(body);
  });
});
