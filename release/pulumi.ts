import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { ROOT } from "./root.ts";
import type { Screen } from "./screen.ts";

export interface PulumiResult {
  /** 1 where a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `bin/pulumi` in the project root and keeps what it writes. */
export async function askPulumi(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<PulumiResult> {
  const child = spawn(path.join(ROOT, "bin", "pulumi"), args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { exitCode: code ?? 1, stdout, stderr };
}

/** What either engine says on standard error where another update has the stack's lock. */
export const LOCKED = "the stack is currently locked by";

/** What asks an update to stop in order; a supervisor such as CI's sends some of them to this process alone. */
export const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs `bin/pulumi` in the project root for a person to watch, and keeps what it says of errors. Signals that ask to stop are
 * handed on, each once, as the SIGINT on which an update puts traffic back.
 *
 * @param stream where its standard output goes
 */
export async function showPulumi(
  args: readonly string[],
  stream: Screen["stream"] = "stdout",
): Promise<Omit<PulumiResult, "stdout">> {
  const child = spawn(path.join(ROOT, "bin", "pulumi"), args, {
    cwd: ROOT,
    stdio: ["ignore", process[stream], "pipe"],
    // A group of its own: a terminal's Ctrl-C would otherwise reach it twice, which means "at once".
    detached: true,
  });
  const stop = () => child.kill("SIGINT");
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  child.stderr.pipe(process.stderr, { end: false });
  try {
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
    return { exitCode: code ?? 1, stderr };
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
  }
}
