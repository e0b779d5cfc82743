import { randomUUID } from "node:crypto";
import fs from "node:fs";
import { logSince } from "./log.ts";
import { argumentsOf, environmentOf, hasGone, type ProcessIdentity } from "./proc.ts";
import {
  isAbandoned,
  type RunEntry,
  type RunFolder,
  runningProcess,
  type StartedEntry,
  thisStarter,
} from "./run-folder.ts";
import { type GivenProcess, isSameProcess, type ProcessSpec } from "./spec.ts";
import { waitUntilReady } from "./start.ts";
import { stop } from "./stop.ts";

/**
 * Finds a running process that is what the spec describes, left by a run that was interrupted, and makes it this
 * create's own.
 *
 * One plugin works for a stack at a time, and between the look at an entry and the claim of it nothing awaits: no two
 * creates take the same process.
 */
export async function takeOver(spec: ProcessSpec, folder: RunFolder): Promise<StartedEntry | null> {
  for (const entry of folder.list()) {
    const running = entry.name === spec.name && isFree(entry) ? runningProcess(entry) : null;
    if (running === null || !isSameProcess(spec, givenTo(running, spec))) continue;
    if (entry.phase === "started") return lease(folder, entry);

    const claimed: RunEntry = { ...entry, ...running, starter: thisStarter() };
    folder.write(claimed);
    const readLog = () => logSince(entry.log, entry.logOffset);
    try {
      const ports = await waitUntilReady(spec, () => (hasGone(running) ? "it has gone" : null), readLog);
      return lease(folder, { ...claimed, ...running, phase: "started", ports, lease: "" });
    } catch {
      // It does not come up any more: as good as no leftover, and a new start tells better what is wrong.
      await stop(running, spec.graceMs);
      folder.remove(entry);
    }
  }
  return null;
}

/** Ends every other process under this name: one with fixed ports can have no twin. */
export async function endNamesakes(name: string, folder: RunFolder): Promise<void> {
  await Promise.all(
    folder
      .list()
      .filter((entry) => entry.name === name && isFree(entry))
      .map((entry) => end(entry, folder)),
  );
}

/**
 * Ends what creates that never returned have left, of whatever name: state cannot know it. Forgets processes that have
 * gone by themselves.
 */
export async function endAbandoned(folder: RunFolder): Promise<void> {
  const isOver = (entry: RunEntry) =>
    isAbandoned(entry) || (entry.phase === "started" && runningProcess(entry) === null);
  await Promise.all(
    folder
      .list()
      .filter(isOver)
      .map((entry) => end(entry, folder)),
  );
}

/** Not being started at this moment by a run that is still there. */
function isFree(entry: RunEntry): boolean {
  return entry.phase === "started" || isAbandoned(entry);
}

async function end(entry: RunEntry, folder: RunFolder): Promise<void> {
  const running = runningProcess(entry);
  if (running !== null) {
    folder.write({ ...entry, ...running, starter: thisStarter() });
    await stop(running, entry.graceMs);
  }
  folder.remove(entry);
}

function lease(folder: RunFolder, entry: StartedEntry): StartedEntry {
  const leased = { ...entry, lease: randomUUID() };
  folder.write(leased);
  return leased;
}

function givenTo({ pid }: ProcessIdentity, { files }: ProcessSpec): GivenProcess {
  const contents = Object.keys(files).map((file) => [file, fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null]);
  return { arguments: argumentsOf(pid), environment: environmentOf(pid), files: Object.fromEntries(contents) };
}
