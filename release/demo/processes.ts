import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { argumentsOf, environmentOf, startTimeOf } from "../../components/platforms/local/process/proc.ts";
import { type RunEntry, RunFolder, runningProcess } from "../../components/platforms/local/process/run-folder.ts";
import { stop } from "../../components/platforms/local/process/stop.ts";
import { accepts } from "../../gates/engine.ts";
import type { DemoFolder } from "./folder.ts";
import type { Pids } from "./record.ts";
import type { DemoPorts } from "./releases.ts";

/**
 * In the environment of every command of a demo, and so of engines, plugins and guards. Its value is the demo's folder.
 * Processes of the stack do not have it: they are known by their run files.
 */
export const DEMO_VARIABLE = "CANARY_DEMO";

/** What a plugin or a guard may take to notice that its engine has ended well. */
const FAREWELL_MS = 5000;
const POLL_MS = 100;

/** The stack's run files. */
export function runEntries({ absolute, canaryHome, home }: DemoFolder): RunEntry[] {
  return new RunFolder(path.join(absolute, path.relative(canaryHome, home))).list();
}

/** Process id by name of what the stack runs. Of two under one name, the later one. */
export function runningPids(folder: DemoFolder): Pids {
  const started = runEntries(folder).filter((entry) => entry.phase === "started");
  return Object.fromEntries(started.sort((a, b) => a.startTime - b.startTime).map(({ name, pid }) => [name, pid]));
}

/** Ends engines, plugins and guards of this demo, then all that its run files know. */
export async function endEverything(folder: DemoFolder): Promise<void> {
  for (const pid of markedProcesses(folder)) kill(pid);
  for (const entry of runEntries(folder)) {
    const running = runningProcess(entry);
    if (running !== null) await stop(running, entry.graceMs);
  }
}

/**
 * What is left of a demo that was destroyed: its processes, and listeners on its ports. In words.
 *
 * @param seen every run entry that there has been.
 */
export async function whatIsLeft(folder: DemoFolder, seen: readonly RunEntry[], ports: DemoPorts): Promise<string[]> {
  const deadline = performance.now() + FAREWELL_MS;
  while (markedProcesses(folder).length > 0 && performance.now() < deadline) await sleep(POLL_MS);
  const marked = markedProcesses(folder).map((pid) => `process ${pid}: ${argumentsOf(pid).join(" ")}`);
  const processes = [...seen, ...runEntries(folder)].flatMap((entry) => {
    const running = runningProcess(entry);
    return running === null ? [] : [`process ${running.pid}: ${entry.name}`];
  });
  const fixed = Object.entries(ports).map(([key, port]) => [`ports.${key}`, Number(port)] as const);
  const own = seen.flatMap((entry) => (entry.phase === "started" ? Object.values(entry.ports) : []));
  const all = [...fixed, ...own.map((port) => ["a port of a service", port] as const)];
  const open = await Promise.all(
    all.map(async ([key, port]) => ((await accepts(`127.0.0.1:${port}`)) ? [`${key} ${port} is open`] : [])),
  );
  return [...new Set([...marked, ...processes, ...open.flat()])];
}

function markedProcesses({ absolute }: DemoFolder): number[] {
  return fs
    .readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
    .filter((pid) => environmentOf(pid)[DEMO_VARIABLE] === absolute && startTimeOf(pid) !== null);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
