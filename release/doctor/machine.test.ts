import fs from "node:fs";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { THIS_MACHINE } from "./machine.ts";

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

it("finds who listens on a port, and nobody where nobody does", async () => {
  const server = net.createServer();
  const port = await listening(server);
  expect(THIS_MACHINE.holderOf(port)).toMatchObject({ pid: process.pid, command: expect.stringContaining("node") });
  await new Promise((resolve) => server.close(resolve));
  expect(THIS_MACHINE.holderOf(port)).toBeUndefined();
});

it("tells how far this clock is from a server's", async () => {
  const server = http.createServer((_request, response) => {
    response.sendDate = false;
    response.setHeader("date", new Date(Date.now() - 60_000).toUTCString()).end();
  });
  const url = `http://127.0.0.1:${await listening(server)}`;
  const answer = await THIS_MACHINE.ask(url);
  server.close();
  if ("reason" in answer) throw new Error(answer.reason);
  expect(Math.round((answer.skewMs ?? 0) / 1000)).toBeGreaterThanOrEqual(59);
  expect(Math.round((answer.skewMs ?? 0) / 1000)).toBeLessThanOrEqual(61);
  expect(await THIS_MACHINE.ask(url)).toEqual({ reason: expect.stringContaining("ECONNREFUSED") });
});

it("runs programs, also those that are not there or fail", async () => {
  expect(await THIS_MACHINE.run("sh", "-c", "echo out; echo err >&2; exit 3")).toEqual({
    kind: "ran",
    ok: false,
    output: "out\nerr",
  });
  expect(await THIS_MACHINE.run("no-such-program")).toEqual({ kind: "not found" });
});

it("judges a folder that is not there yet by the one that it would be in", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "canary-doctor-"));
  expect(THIS_MACHINE.mayWrite(path.join(folder, "a", "b"))).toBe(true);
  expect(THIS_MACHINE.freeBytes(path.join(folder, "a"))).toBeGreaterThan(0);
  fs.writeFileSync(path.join(folder, "file"), "");
  expect(THIS_MACHINE.mayWrite(path.join(folder, "file", "a"))).toBe(false);
  fs.rmSync(folder, { recursive: true });
});
