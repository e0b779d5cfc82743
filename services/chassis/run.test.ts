import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { json } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { runToExit, startProcess } from "./test/process.ts";

const entry = new URL("./test/slow-service.ts", import.meta.url);

async function fetchFrom(port: number, path: string, agent?: Agent): Promise<IncomingMessage> {
  const [response] = await once(get({ host: "127.0.0.1", port, path, agent }), "response");
  return response as IncomingMessage;
}

describe("start", () => {
  it("says first where it listens and who it is", async () => {
    await using slow = await startProcess(entry, {
      SERVICE_VERSION: "9.8.7",
      SERVICE_REVISION: "slow-1",
      GIT_COMMIT: "abc",
    });
    expect(slow.listening).toMatchObject({
      event: "listening",
      service: "service-chassis",
      ports: { http: expect.any(Number) },
      version: "9.8.7",
      revision: "slow-1",
    });
    const health = await fetchFrom(slow.port, "/health");
    expect(health.headers).toMatchObject({ "x-service-version": "9.8.7", "x-service-revision": "slow-1" });
    expect(await json(health)).toEqual({ status: "healthy", service: "service-chassis", version: "9.8.7" });
  });

  it.each([
    ["PORT", "http", /^PORT is "http"; allowed: an integer from 0 to 65535 \(default 0\)\n$/],
    ["PORT", "65536", /^PORT is "65536"; allowed: /],
    ["SHUTDOWN_TIMEOUT_MS", "0", /^SHUTDOWN_TIMEOUT_MS is "0"; allowed: an integer from 1 to 300000/],
    ["SERVICE_VERSION", "1 2", /^SERVICE_VERSION is "1 2"; allowed: 1 to 128 visible ASCII/],
    ["HOST", "192.0.2.1", /^HOST is "192.0.2.1"; allowed: an address of this machine/],
  ])("exits with 1 and one line for %s=%s", async (variable, value, message) => {
    const { code, stderr } = await runToExit(entry, { PORT: "0", [variable]: value });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(1);
  });

  it("exits with 1 and one line for a port that is taken", async () => {
    await using slow = await startProcess(entry);
    const { code, stderr } = await runToExit(entry, { PORT: String(slow.port) });
    expect(stderr).toBe(
      `PORT is "${slow.port}"; allowed: a port that no other process uses on 127.0.0.1, or 0 for any\n`,
    );
    expect(code).toBe(1);
  });
});

describe("stop", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "on %s finishes the request in flight, accepts no other, exits with 0",
    async (name) => {
      await using slow = await startProcess(entry);
      const pending = fetchFrom(slow.port, "/slow/600");
      await slow.line({ event: "slow_begins" });
      slow.signal(name);
      await slow.line({ event: "draining" });
      const [refusal] = await once(connect(slow.port, "127.0.0.1"), "error");
      expect(refusal).toMatchObject({ code: "ECONNREFUSED" });
      const response = await pending;
      expect(response.statusCode).toBe(200);
      expect(await json(response)).toEqual({ slept: 600 });
      expect(response.headers.connection).toBe("close");
      expect(await slow.exited).toMatchObject({ code: 0, stderr: "" });
      expect(await slow.line({ event: "stopped" })).toEqual({ event: "stopped", requests_cut: 0 });
    },
  );

  it("answers a request that comes on an open connection while draining, and closes that connection", async () => {
    await using slow = await startProcess(entry);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await json(await fetchFrom(slow.port, "/slow/0", agent));
    slow.signal("SIGTERM");
    await slow.line({ event: "draining" });
    const response = await fetchFrom(slow.port, "/slow/1", agent);
    expect(await json(response)).toEqual({ slept: 1 });
    expect(response.headers.connection).toBe("close");
    expect(await slow.exited).toMatchObject({ code: 0 });
  });

  it("is not held up by connections that send nothing", async () => {
    await using slow = await startProcess(entry, { SHUTDOWN_TIMEOUT_MS: "300000" });
    const socket = connect(slow.port, "127.0.0.1").on("error", () => undefined);
    await once(socket, "connect");
    slow.signal("SIGTERM");
    expect(await slow.exited).toMatchObject({ code: 0 });
    socket.destroy();
  });

  it("cuts what is not finished at SHUTDOWN_TIMEOUT_MS and exits with 1", async () => {
    await using slow = await startProcess(entry, { SHUTDOWN_TIMEOUT_MS: "200" });
    const pending = fetchFrom(slow.port, "/slow/100000");
    pending.catch(() => undefined);
    await slow.line({ event: "slow_begins" });
    slow.signal("SIGTERM");
    expect(await slow.exited).toMatchObject({ code: 1 });
    await expect(pending).rejects.toThrow("socket hang up");
    expect(await slow.line({ event: "stopped" })).toEqual({ event: "stopped", requests_cut: 1 });
  });
});

it("goes on when whoever reads its output goes away", async () => {
  await using slow = await startProcess(entry);
  slow.closeOutput();
  for (let i = 0; i < 5; i += 1) expect((await fetchFrom(slow.port, "/health")).resume().statusCode).toBe(200);
});
