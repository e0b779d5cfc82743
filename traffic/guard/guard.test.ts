import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startGateway } from "../../lab/gateway/gateway.ts";
import { kongAdmin } from "../../providers/kong/admin.ts";
import { armGuard, type Guard } from "./arm.ts";
import { leaseFolder } from "./lease.ts";

/** A guard as a real process, against a real gateway; engine and plugin are a socket and a process that the test ends. */
describe("the guard", () => {
  let home = "";
  let gateway: Awaited<ReturnType<typeof startGateway>>;
  let engine: net.Server;
  let watcher: ChildProcess;
  let guard: Guard;

  beforeEach(async () => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), "guard-"));
    gateway = await startGateway({
      host: "127.0.0.1",
      proxyPort: 0,
      adminPort: 0,
      statusPort: 0,
      data: path.join(home, "gateway.json"),
      onError: (error) => {
        throw error;
      },
    });
    const admin = kongAdmin({ uri: `http://127.0.0.1:${gateway.ports.admin}` });
    await admin.post("/upstreams", { name: "api" });
    await admin.post("/upstreams/api/targets", {
      target: "127.0.0.1:1",
      weight: 50,
      tags: ["rev:stable", "smoked", "proven"],
    });
    await admin.post("/upstreams/api/targets", { target: "127.0.0.1:2", weight: 50, tags: ["rev:canary", "smoked"] });
    engine = net.createServer((socket) => socket.end());
    await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
    watcher = spawn("sleep", ["120"]);
    guard = await armGuard({
      engine: `127.0.0.1:${(engine.address() as AddressInfo).port}`,
      watcher: watcher.pid ?? 0,
      admin: admin.uri,
      home,
      limits: [{ upstream: "api", stable: "stable", caps: { stable: 90, canary: 10 } }],
    });
  });

  afterEach(async () => {
    guard.disarm();
    engine.close();
    watcher.kill("SIGKILL");
    await gateway.close();
    await sleep(300);
    fs.rmSync(home, { recursive: true, force: true });
  });

  async function weights(): Promise<number[]> {
    const admin = kongAdmin({ uri: `http://127.0.0.1:${gateway.ports.admin}` });
    const targets = await admin.list<{ target: string; weight: number }>("/upstreams/api/targets");
    return targets.sort((a, b) => (a.target < b.target ? -1 : 1)).map(({ weight }) => weight);
  }

  test("leaves weights alone while engine and plugin live", async () => {
    await sleep(1000);
    expect(await weights()).toEqual([50, 50]);
  });

  test("restores the baseline when the engine is gone, and takes its lease back", async () => {
    engine.close();
    await expect.poll(weights, { timeout: 5000 }).toEqual([90, 10]);
    await expect.poll(() => fs.readdirSync(leaseFolder(home)), { timeout: 5000 }).toEqual([]);
  });

  test("restores the baseline when the plugin is killed and the engine lives on", async () => {
    watcher.kill("SIGKILL");
    await expect.poll(weights, { timeout: 5000 }).toEqual([90, 10]);
  });

  test("does nothing once it is disarmed", async () => {
    guard.disarm();
    engine.close();
    await sleep(1000);
    expect(await weights()).toEqual([50, 50]);
  });
});
