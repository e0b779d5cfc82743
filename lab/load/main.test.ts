import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { answer, startServer, type TestServer } from "./test/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer((response, n, request) => {
    answer(response, n % 2 === 0 ? "a" : "b", request.url === "/broken" ? 500 : 200);
  });
});
afterAll(() => server.close());

async function load(...options: string[]) {
  const main = resolve(import.meta.dirname, "main.ts");
  const child = spawn(process.execPath, [main, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { stdout, stderr, code };
}

it("prints a line when it begins, each second, and when it ends", async () => {
  const { stdout, code } = await load("--url", server.origin, "--rate", "40", "--seconds", "2.2", "--json");
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const [started, finished] = [lines.shift(), lines.pop()];
  expect(started).toEqual({ event: "started", url: server.origin, rate: 40, seconds: 2.2 });
  expect(new Set(lines.map(({ event }) => event))).toEqual(new Set(["progress"]));
  expect(lines.map(({ second }) => second)).toEqual(lines.map((_, index) => index + 1));
  expect(finished).toMatchObject({ event: "finished", failed: 0, inFlight: 0 });
  expect(finished.sent + finished.skipped).toBe(88);
  // A machine that is busy with other tests may be too slow for the rate; that is no success then.
  expect(code).toBe(finished.keptRate ? 0 : 1);
});

it("tells people what happened, and fails when a request failed", async () => {
  const options = ["--rate", "500", "--max-requests", "10", "--method", "GET", "--path", "/broken"];
  const { stdout, code } = await load("--url", server.origin, ...options);
  expect(stdout).toContain("10 failed");
  expect(stdout).toContain("status   500: 10");
  expect(stdout).toContain("split    a 50.0 %  b 50.0 %");
  expect(code).toBe(1);
});

it.each([
  [["--url", "http://192.0.2.1"], 'error: url is "http://192.0.2.1"; load goes to loopback only'],
  [["--url", "http://localhost:1", "--rate", "fast"], "error: option '--rate <requests per second>' argument 'fast'"],
  [["--url", "http://localhost:1", "--header", "x"], 'It must look like "Name: value".'],
  [[], "error: required option '--url <origin>' not specified"],
])("refuses %j", async (options, complaint) => {
  const { stderr, code } = await load(...options);
  expect(stderr).toContain(complaint);
  expect(code).toBe(1);
});
