import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError } from "../../../../errors/release-error.ts";
import { connectedEngine } from "../../../../gates/engine.ts";
import { announcedPorts, lastLines, logSince } from "./log.ts";
import { firstTaken, portInUseError } from "./ports.ts";
import { type ProcessIdentity, startTimeOf, TOKEN_VARIABLE } from "./proc.ts";
import { programOf } from "./program.ts";
import { type RunEntry, type RunFolder, type StartedEntry, thisStarter } from "./run-folder.ts";
import type { ProcessSpec } from "./spec.ts";
import { stop } from "./stop.ts";

/** A start takes half a second; a machine that is busy with a build may need many times that. */
const START_LIMIT_MS = 30_000;
const POLL_MS = 10;
const SHOWN_LOG_LINES = 15;
/** What a process inherits: what finds programs and places, nothing of the engine's own settings and secrets. */
const INHERITED = ["PATH", "HOME", "LANG", "TZ", "TMPDIR"];

/**
 * Starts the process in a session of its own, so that it outlives the deployment, and waits until it serves.
 *
 * @throws when a fixed port is taken, the process ends or does not serve within 30 s; nothing of it is left then
 */
export async function start(spec: ProcessSpec, folder: RunFolder): Promise<StartedEntry> {
  const taken = await firstTaken(spec.fixedPorts);
  if (taken) throw portInUseError(taken, spec.name);

  writeFiles(spec.files);
  const token = randomUUID();
  const log = path.join(spec.home, "log", `${spec.name}.log`);
  fs.mkdirSync(path.dirname(log), { recursive: true });
  const output = fs.openSync(log, "a", 0o600);
  const logOffset = fs.fstatSync(output).size;
  const { name, graceMs } = spec;
  const base: RunEntry = { phase: "starting", name, token, starter: thisStarter(), log, logOffset, graceMs };
  let child: ChildProcess;
  try {
    folder.write(base);
    child = spawnDetached(spec, token, output);
  } finally {
    fs.closeSync(output);
  }
  const exit = exitOf(child);
  try {
    const identity = await identityOf(child, token, exit);
    folder.write({ ...base, ...identity });
    const ports = await waitUntilReady(spec, exit, () => logSince(log, logOffset));
    const entry: StartedEntry = { ...base, ...identity, phase: "started", ports, lease: randomUUID() };
    folder.write(entry);
    return entry;
  } catch (error) {
    await endChild(child, token, spec.graceMs);
    folder.remove(base);
    throw await explain(spec, error, lastLines(logSince(log, logOffset), SHOWN_LOG_LINES));
  }
}

/** How a child ended: "exit code 1", "signal SIGSEGV", or why it could not be run at all; null while it lives. */
type Exit = () => string | null;

/** @throws when the process ends, the engine goes away, or the time is over before it serves */
export async function waitUntilReady(
  spec: ProcessSpec,
  exit: Exit,
  readLog: () => string,
): Promise<Record<string, number>> {
  const deadline = performance.now() + START_LIMIT_MS;
  const engine = connectedEngine();
  for (;;) {
    const ports = await readyPorts(spec, readLog);
    const ended = exit();
    if (ended !== null) throw new Error(ended);
    if (ports !== null) {
      // An engine that was killed can no longer record the process: it would be nobody's.
      if (!(await engine.isAlive())) throw new Error("the engine that asked for it has gone");
      return ports;
    }
    if (performance.now() >= deadline) throw new Error(`it does not serve after ${START_LIMIT_MS / 1000} s`);
    await sleep(POLL_MS);
  }
}

async function readyPorts(spec: ProcessSpec, readLog: () => string): Promise<Record<string, number> | null> {
  if (spec.readiness.kind === "listening") return announcedPorts(readLog());
  const { url } = spec.readiness;
  const answer = await fetch(url, { signal: AbortSignal.timeout(1000) }).catch(() => null);
  await answer?.body?.cancel();
  if (answer?.status !== 200) return null;
  return Object.fromEntries(spec.fixedPorts.map(({ key, port }) => [key.slice(key.lastIndexOf(".") + 1), port]));
}

function spawnDetached(spec: ProcessSpec, token: string, output: number): ChildProcess {
  const [program, ...rest] = spec.command;
  if (program === undefined) throw new Error(`process ${spec.name} has an empty command`);
  const inherited = INHERITED.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]]));
  const child = spawn(programOf(program, process.env), rest, {
    detached: true,
    stdio: ["ignore", output, output],
    env: { ...Object.fromEntries(inherited), ...spec.environment, ...spec.bindings, [TOKEN_VARIABLE]: token },
  });
  child.unref();
  return child;
}

function exitOf(child: ChildProcess): Exit {
  let ended: string | null = null;
  child.once("error", (error) => {
    ended = `it cannot be run: ${error.message}`;
  });
  child.once("exit", (code, name) => {
    ended = name === null ? `exit code ${code}` : `signal ${name}`;
  });
  return () => ended;
}

async function identityOf(child: ChildProcess, token: string, exit: Exit): Promise<ProcessIdentity> {
  const startTime = child.pid === undefined ? null : startTimeOf(child.pid);
  if (child.pid !== undefined && startTime !== null) return { pid: child.pid, startTime, token };
  // The event that tells why comes with the next turns of the event loop.
  while (exit() === null) await sleep(POLL_MS);
  throw new Error(exit() ?? "");
}

async function endChild(child: ChildProcess, token: string, graceMs: number): Promise<void> {
  const startTime = child.pid === undefined ? null : startTimeOf(child.pid);
  if (child.pid !== undefined && startTime !== null) await stop({ pid: child.pid, startTime, token }, graceMs);
}

/** Somebody may have taken the port between our look at it and the process' own bind. */
async function explain(spec: ProcessSpec, error: unknown, log: string): Promise<Error> {
  const reason = error instanceof Error ? error.message : String(error);
  const tail = log === "" ? "its log is empty" : `last lines of its log:\n${log}`;
  const failure = new ReleaseError("RUN001", `${spec.name} did not start: ${reason}; ${tail}`, { cause: error });
  const taken = await firstTaken(spec.fixedPorts);
  return taken ? portInUseError(taken, spec.name, failure) : failure;
}

function writeFiles(files: Readonly<Record<string, string>>): void {
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
}
