import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeCluster } from "../tunnel/testing/fake-cluster.ts";
import { call } from "./http.ts";

const URL_INSIDE = "kubernetes://staging/canary/services/app:80/health";

describe("a call of something inside a cluster", () => {
  let server: http.Server;
  let cluster: FakeCluster;

  beforeEach(async () => {
    server = http.createServer((request, response) => response.end(`${request.method} ${request.url}`));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    cluster = new FakeCluster({ forwards: { "services/app:80": port } });
    vi.stubEnv("PATH", cluster.environment.PATH);
    vi.stubEnv("FAKE_KUBECTL", cluster.environment.FAKE_KUBECTL);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    cluster.end();
    server.close();
  });

  it("goes through a tunnel; where its service is gone, there is no answer, with the reason", async () => {
    const get = { method: "GET", url: URL_INSIDE, timeoutMs: 5000 } as const;
    expect(await call(get)).toMatchObject({ kind: "answer", status: 200, body: "GET /health" });
    server.close();
    cluster.become({});
    expect(await call(get)).toMatchObject({
      kind: "no answer",
      reason: expect.stringMatching(/^TUN002: .* not found$/),
    });
  });

  it("that breaks with its tunnel says so", async () => {
    await call({ method: "GET", url: URL_INSIDE, timeoutMs: 5000 });
    server.close();
    const reply = await call({ method: "POST", url: URL_INSIDE, json: {}, timeoutMs: 5000 });
    expect(reply).toMatchObject({ kind: "no answer", reason: expect.stringMatching(/^TUN003: /) });
  });
});
