import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

const inject = resolve(import.meta.dirname, "../inject.ts");
const server = resolve(import.meta.dirname, "server.ts");
const started: ChildProcess[] = [];

function spawnServer(fault: string | undefined): ChildProcess {
  const env = { ...process.env, SERVICE_VERSION: "3.0.1", SERVICE_REVISION: "service-1a2b3c", LAB_FAULT: fault };
  const child = spawn(process.execPath, ["--import", inject, server], { env, stdio: ["ignore", "pipe", "pipe"] });
  started.push(child);
  return child;
}

/** Starts the tests' server with a fault before it. */
export async function startFaulty(fault: object): Promise<{ pid: number; origin: string }> {
  const child = spawnServer(JSON.stringify(fault));
  const [line] = await once(createInterface(child.stdout!), "line");
  return { pid: child.pid!, origin: `http://127.0.0.1:${JSON.parse(line).ports.http}` };
}

/** Starts it with a LAB_FAULT that lets no server start, and tells how it ended. */
export async function failToStart(
  fault: string | undefined,
): Promise<{ stdout: string; stderr: string; code: number }> {
  const child = spawnServer(fault);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, "close")]);
  return { stdout, stderr, code };
}

export function endAll(): void {
  for (const child of started.splice(0)) child.kill("SIGKILL");
}
