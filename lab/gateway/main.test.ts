import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEchoBackend } from "./contract/echo-backend.ts";
import { GatewayClient } from "./contract/gateway-client.ts";

const MAIN = new URL("main.ts", import.meta.url).pathname;
let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "gateway-main-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

function run(flags: Record<string, string | number>) {
  const all = { "proxy-port": 0, "admin-port": 0, "status-port": 0, data: path.join(folder, "data.json"), ...flags };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const output = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => {
    output.stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    output.stderr += chunk;
  });
  return { child, output };
}

async function start() {
  const { child, output } = run({});
  while (!output.stdout.includes("\n")) await once(child.stdout as NonNullable<typeof child.stdout>, "data");
  const first = JSON.parse(output.stdout.split("\n")[0] ?? "");
  const { proxy, admin } = first.ports;
  return { child, first, client: new GatewayClient(`http://127.0.0.1:${admin}`, `http://127.0.0.1:${proxy}`) };
}

async function stop(child: ChildProcess): Promise<unknown> {
  child.kill("SIGTERM");
  return (await once(child, "exit"))[0];
}

test("says where it listens, keeps what it was told over a restart, and ends with 0 on SIGTERM", async () => {
  const one = await start();
  expect(one.first).toEqual({
    event: "listening",
    service: "gateway",
    ports: { proxy: expect.any(Number), admin: expect.any(Number), status: expect.any(Number) },
  });
  await one.client.admin("POST", "/upstreams", { name: "kept" });
  await one.client.admin("POST", "/upstreams/kept/targets", { target: "127.0.0.1:1", weight: 0 });
  const before = (await one.client.admin("GET", "/upstreams/kept/targets")).body;
  await one.client.close();
  expect(await stop(one.child)).toBe(0);
  const two = await start();
  expect((await two.client.admin("GET", "/upstreams/kept/targets")).body).toEqual(before);
  await two.client.close();
  expect(await stop(two.child)).toBe(0);
});

test("finishes the request in flight before it goes", async () => {
  const backend = await startEchoBackend("A");
  const { child, client, first } = await start();
  await client.admin("POST", "/services", { name: "s", host: "127.0.0.1", port: backend.port });
  await client.admin("POST", "/services/s/routes", { paths: ["/"] });
  const slow = httpRequest({ port: first.ports.proxy, path: "/", method: "POST" });
  slow.write("half ");
  // The echo answers when the body is complete, which it is only after the signal.
  while ((await client.proxy("GET", "/")).status !== 200);
  child.kill("SIGTERM");
  slow.end("whole");
  const [response] = await once(slow, "response");
  expect(response.statusCode).toBe(200);
  response.resume();
  await client.close();
  expect((await once(child, "exit"))[0]).toBe(0);
  await backend.close();
});

test.each(["proxy-port", "admin-port", "status-port"])("a taken --%s is one clear line and exit 1", async (flag) => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const { child, output } = run({ [flag]: port });
  const [code] = await once(child, "close");
  taken.close();
  expect(code).toBe(1);
  expect(output.stderr).toBe(
    `gateway: --${flag} ${port}: port ${port} on 127.0.0.1 is taken by another process; free it or give another port (0 for any)\n`,
  );
});

test.each([
  ["not JSON", "{", /is not a gateway's data file \(.*JSON/],
  ["another file", '{"services":[]}', /expected "routes" to be a list of entities with an id/],
])("a data file that is %s is a clear error and stays as it is", async (_, content, message) => {
  const file = path.join(folder, "data.json");
  await writeFile(file, content);
  const { child, output } = run({});
  const [code] = await once(child, "close");
  expect(code).toBe(1);
  expect(output.stderr).toContain(`gateway: --data ${file}: `);
  expect(output.stderr).toMatch(message);
  expect(await readFile(file, "utf8")).toBe(content);
});

test("a port out of range is refused by its flag", async () => {
  const { child, output } = run({ "proxy-port": 65536 });
  expect((await once(child, "close"))[0]).toBe(1);
  expect(output.stderr).toContain("--proxy-port <port>' argument '65536' is invalid");
});
