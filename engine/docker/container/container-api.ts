import type { DockerEngine } from "../api/docker-engine.ts";
import { failedAs } from "../api/docker-error.ts";
import { logText } from "../api/log-text.ts";
import { type InspectedContainer, inspectedContainer } from "./inspected.ts";

/** What one is told of the end of a container. */
const LAST_LINES = 10;

export async function inspect(engine: DockerEngine, id: string): Promise<InspectedContainer> {
  return inspectedContainer.parse(await engine.json({ method: "GET", path: `/containers/${id}/json` }));
}

/** @returns undefined when it is gone */
export async function find(engine: DockerEngine, id: string): Promise<InspectedContainer | undefined> {
  try {
    return await inspect(engine, id);
  } catch (error) {
    if (failedAs(error, "not-found")) return undefined;
    throw error;
  }
}

export async function start(engine: DockerEngine, id: string): Promise<void> {
  await engine.json({ method: "POST", path: `/containers/${id}/start` });
}

/** All that a container has written so far. */
export async function log(engine: DockerEngine, id: string, tail: number | "all"): Promise<string> {
  const query = { stdout: true, stderr: true, tail };
  return logText(await engine.bytes({ method: "GET", path: `/containers/${id}/logs`, query }));
}

/** The last lines that a container wrote, for people; undefined when there are none, or none to be had. */
export async function lastLines(engine: DockerEngine, id: string): Promise<string | undefined> {
  // What keeps the log is up to its driver, and an explanation must not fail for want of it.
  const text = await log(engine, id, LAST_LINES).catch(() => "");
  return text.trim() === "" ? undefined : `the last lines of its log:\n${text.trimEnd()}`;
}

/** Waits until a container has ended. */
export async function ended(engine: DockerEngine, id: string, timeoutMs: number): Promise<void> {
  const query = { condition: "not-running" };
  await engine.json({ method: "POST", path: `/containers/${id}/wait`, query, timeoutMs });
}

/** @param force it may run */
export async function remove(engine: DockerEngine, id: string, volumes: boolean, force: boolean): Promise<void> {
  await engine.json({ method: "DELETE", path: `/containers/${id}`, query: { v: volumes, force } });
}
