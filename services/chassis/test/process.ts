import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 5;

/** A process of ours under test. */
export interface TestProcess {
  /** From its `listening` line. */
  readonly port: number;
  readonly listening: Readonly<Record<string, unknown>>;
  /** Every stdout line so far, parsed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** The first stdout line that has these values, now or later; the test's own timeout ends the waiting. */
  line(values: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Closes the reading end of its stdout. */
  closeOutput(): void;
  signal(name: NodeJS.Signals): void;
  readonly exited: Promise<Exit>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Exit {
  readonly code: number | null;
  readonly stderr: string;
}

/** Runs an entry file to its end, for processes that should not start. */
export async function runToExit(entry: URL, env: Readonly<Record<string, string>>): Promise<Exit> {
  const { child, exited } = spawnEntry(entry, env);
  child.stdout?.resume();
  return exited;
}

/**
 * Starts an entry file on a free port and waits for its `listening` line; use with `await using`, which kills it.
 * @throws when it exits before it listens; the message has its stderr.
 */
export async function startProcess(entry: URL, env: Readonly<Record<string, string>> = {}): Promise<TestProcess> {
  const { child, exited } = spawnEntry(entry, { PORT: "0", ...env });
  const lines: Record<string, unknown>[] = [];
  const listening = await new Promise<Record<string, unknown>>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on("line", (line) => {
      lines.push(JSON.parse(line));
      resolve(lines[0]!);
    });
    void exited.then(({ code, stderr }) => reject(new Error(`exited with ${code} before it listened: ${stderr}`)));
  });
  const { http } = listening.ports as { http: number };
  return {
    port: http,
    listening,
    lines,
    async line(values) {
      const wanted = Object.entries(values);
      for (;;) {
        const found = lines.find((line) => wanted.every(([key, value]) => line[key] === value));
        if (found !== undefined) return found;
        await sleep(POLL_MS);
      }
    },
    closeOutput: () => void child.stdout?.destroy(),
    signal: (name) => void child.kill(name),
    exited,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function spawnEntry(entry: URL, env: Readonly<Record<string, string>>): { child: ChildProcess; exited: Promise<Exit> } {
  // Only what is named: settings of whoever runs the tests must not reach the process.
  const child = spawn(process.execPath, [entry.pathname], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return { child, exited: once(child, "close").then(([code]) => ({ code, stderr })) };
}
