import fs from "node:fs";
import path from "node:path";
import { findByToken, isRunning, type ProcessIdentity, startTimeOf } from "./proc.ts";

/** Who called spawn: the provider plugin of one run of the engine. */
export interface Starter {
  readonly pid: number;
  readonly startTime: number;
}

interface Entry {
  readonly name: string;
  readonly token: string;
  readonly starter: Starter;
  readonly log: string;
  /** Length of the log, in bytes, when the process was about to start: what follows is its own. */
  readonly logOffset: number;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/**
 * What the run folder knows of a process. An entry is written before its process exists, so that whoever dies when, the
 * folder knows every process that state may not.
 *
 * - `starting`: its create has not returned, so state cannot know it.
 * - `started`: its create has returned, or is about to; state knows it unless the engine died in that instant.
 */
export type RunEntry =
  | (Entry & { readonly phase: "starting"; readonly pid?: number; readonly startTime?: number })
  | (Entry & {
      readonly phase: "started";
      readonly pid: number;
      readonly startTime: number;
      readonly ports: Readonly<Record<string, number>>;
      /** Changes whenever a create takes the process as its own; a delete with an older lease leaves the process alone. */
      readonly lease: string;
    });

export type StartedEntry = Extract<RunEntry, { phase: "started" }>;

/** Files `<name>.<token>.json`: a revision that is replaced has two processes under one name for a while. */
export class RunFolder {
  readonly directory: string;

  constructor(home: string) {
    this.directory = path.resolve(home, "run");
  }

  write(entry: RunEntry): void {
    fs.mkdirSync(this.directory, { recursive: true });
    const file = this.file(entry);
    const draft = `${file}.${process.pid}.tmp`;
    fs.writeFileSync(draft, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    fs.renameSync(draft, file);
  }

  remove(entry: Pick<RunEntry, "name" | "token">): void {
    fs.rmSync(this.file(entry), { force: true });
  }

  find(name: string, token: string): RunEntry | undefined {
    return this.list().find((entry) => entry.name === name && entry.token === token);
  }

  list(): RunEntry[] {
    if (!fs.existsSync(this.directory)) return [];
    return fs
      .readdirSync(this.directory)
      .filter((file) => file.endsWith(".json"))
      .sort()
      .flatMap((file) => parse(path.join(this.directory, file)));
  }

  private file(entry: Pick<RunEntry, "name" | "token">): string {
    return path.join(this.directory, `${entry.name}.${entry.token}.json`);
  }
}

/** The process of an entry if it runs; found by its token where the starter died before it could note the pid. */
export function runningProcess(entry: RunEntry): ProcessIdentity | null {
  const { pid, startTime, token } = entry;
  if (pid === undefined || startTime === undefined) return findByToken(token);
  const identity = { pid, startTime, token };
  return isRunning(identity) ? identity : null;
}

/** An interrupted create: it never returned and nobody is left who could bring it to an end. */
export function isAbandoned(entry: RunEntry): boolean {
  return entry.phase === "starting" && startTimeOf(entry.starter.pid) !== entry.starter.startTime;
}

export function thisStarter(): Starter {
  const startTime = startTimeOf(process.pid);
  if (startTime === null) throw new Error("platform local needs Linux: it knows processes by /proc");
  return { pid: process.pid, startTime };
}

function parse(file: string): RunEntry[] {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    // Removed by a parallel delete between listing and reading.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  try {
    return [JSON.parse(text) as RunEntry];
  } catch (error) {
    throw new Error(`run file ${file} is not JSON; remove it when no process of this stack runs`, { cause: error });
  }
}
