import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

const ORPHAN_GUARD = new URL("./orphan-guard.ts", import.meta.url).href;

/** How long a child has to end after SIGTERM before it is killed, in ms. */
const END_GRACE_MS = 2_000;

/** How long to read on after a child's end, in ms: a process that it left behind may hold its output open. */
const OUTPUT_GRACE_MS = 200;

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine: (line: string, from: "stdout" | "stderr") => void;
}

/** What makes Node end by itself, `graceMs` after its engine is gone. */
export function orphanGuard(graceMs: number): { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  return {
    args: ["--import", ORPHAN_GUARD],
    env: { PULUMI_ENGINE_PID: String(process.pid), PULUMI_ENGINE_GRACE_MS: String(graceMs) },
  };
}

/**
 * A process of the engine's. It leads a session of its own, so that Ctrl-C in a terminal reaches only the engine; what
 * it starts itself is never touched.
 */
export class Child {
  /** How it ended; it never rejects. A process that cannot be started has an `error`. */
  readonly ended: Promise<{ readonly code: number | null; readonly error?: Error }>;
  private readonly process: ChildProcess;

  constructor(options: ChildOptions) {
    this.process = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const read = (["stdout", "stderr"] as const).map((from) => this.eachLine(from, options.onLine));
    this.ended = new Promise((resolve) => {
      this.process.once("error", (error) => resolve({ code: null, error }));
      this.process.once("exit", async (code) => {
        await Promise.race([Promise.all(read), setTimeout(OUTPUT_GRACE_MS)]);
        resolve({ code });
      });
    });
  }

  private async eachLine(from: "stdout" | "stderr", onLine: ChildOptions["onLine"]): Promise<void> {
    const stream = this.process[from];
    if (stream === null) return;
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      onLine(line, from);
    }
  }

  /** Settles when it has ended: asked first, killed when it does not listen. */
  async end(): Promise<void> {
    this.process.kill("SIGTERM");
    const waiting = new AbortController();
    const killed = setTimeout(END_GRACE_MS, undefined, { signal: waiting.signal }).then(
      () => this.kill(),
      () => undefined,
    );
    await this.ended;
    waiting.abort();
    await killed;
  }

  kill(): void {
    this.process.kill("SIGKILL");
  }
}
