import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** `cli`: the Pulumi CLI on PATH. */
export type Engine = "embedded" | "cli";

export const ENGINE_NAMES: Readonly<Record<Engine, string>> = {
  embedded: "the embedded engine",
  cli: "the Pulumi CLI",
};

/** Where the CLI is; this project's own bin/pulumi is none. */
export function pulumiCli(path = process.env.PATH ?? ""): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, "pulumi"))
    .find(isCli);
}

function isCli(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return !readFileSync(file).subarray(0, 200).includes("# Pulumi for this project:");
  } catch {
    return false;
  }
}

export interface Outcome {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** Starts `bin/pulumi` as people do. */
export function startPulumi(
  engine: Engine,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly input?: string },
): RunningCommand {
  const child = spawn(join(ROOT, "bin", "pulumi"), ["--engine", engine, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code));
  });
  const outcome = Promise.all([ended, text(child.stdout), text(child.stderr)]).then(
    ([code, stdout, stderr]): Outcome => ({ code, stdout, stderr: stderr.replace(/^engine: .*\n/, "") }),
  );
  return { process: child, outcome };
}
