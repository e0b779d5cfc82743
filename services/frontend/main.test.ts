import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { copyService, type ServiceCopy } from "./test/service-copy.ts";

const buildCommand = "npm run build -w services/frontend";
let copy: ServiceCopy;
const started: ChildProcess[] = [];

beforeAll(async () => {
  copy = await copyService();
});

afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await copy?.remove();
});

function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(copy.directory, "main.ts")], {
    env: { ...process.env, PORT: "0", SERVICE_VERSION: "1.0.0", SERVICE_REVISION: "frontend-1a2b3c", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  return child;
}

async function failToStart(env: Record<string, string> = {}) {
  const child = start(env);
  const [message, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  return { message, code };
}

it("refuses to start without a build, then with a build of other sources", async () => {
  const missing = await failToStart();
  expect(missing.code).toBe(1);
  expect(missing.message).toBe(
    `The page is not built: ${copy.distDirectory} has no index.html. Build it: ${buildCommand}\n`,
  );

  await copy.build();
  await appendFile(join(copy.directory, "page/page.css"), "main { color: red; }\n");
  const stale = await failToStart();
  expect(stale.code).toBe(1);
  expect(stale.message).toBe(
    `The page in ${copy.distDirectory} was built from other sources than these. Build it: ${buildCommand}\n`,
  );
});

it("serves a current build, and goes when it is told", async () => {
  await writeFile(join(copy.directory, "page/later.test.tsx"), "// A test is no source of the page.\n");
  await copy.build();
  await rm(join(copy.directory, "page/later.test.tsx"));
  const child = start({ GATEWAY_URL: "http://127.0.0.1:3000/" });
  const [line] = await once(createInterface(child.stdout), "line");
  const { event, service, ports } = JSON.parse(line);
  expect({ event, service }).toEqual({ event: "listening", service: "frontend" });

  const settings = await (await fetch(`http://127.0.0.1:${ports.http}/config.json`)).json();
  expect(settings).toEqual({
    gatewayUrl: "http://127.0.0.1:3000",
    version: "1.0.0",
    revision: "frontend-1a2b3c",
    track: null,
  });
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

it("refuses a gateway that is no URL", async () => {
  await copy.build();
  const { message, code } = await failToStart({ GATEWAY_URL: "localhost:3000" });
  expect(code).toBe(1);
  expect(message).toContain('GATEWAY_URL is "localhost:3000"; allowed: an http:// or https:// URL');
});
