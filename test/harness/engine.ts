import { spawn } from "node:child_process";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "../..");

/** A command of the engine that has ended. */
export interface Finished {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** Standard output and error as they came. */
  readonly output: string;
}

/** A command of the engine that runs. */
export interface Running {
  readonly ended: Promise<Finished>;
  /** What it has said so far. */
  output(): string;
  /** Undefined while it runs. */
  finished(): Finished | undefined;
  /** SIGINT as a terminal sends it: to everything in the foreground. */
  interrupt(): void;
  /** SIGKILL to the engine alone. */
  kill(): void;
}

/** Runs `bin/pulumi`, which takes the Pulumi CLI where there is one and the embedded engine elsewhere. */
export function startEngine(args: readonly string[], environment: Readonly<Record<string, string>>): Running {
  const child = spawn(path.join(ROOT, "bin/pulumi"), args, {
    cwd: ROOT,
    env: { ...ownEnvironment(), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, as a shell with job control gives each command.
    detached: true,
  });
  let output = "";
  let finished: Finished | undefined;
  const collect = (chunk: Buffer) => {
    output += chunk.toString("utf8");
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const ended = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    // Not "close": an orphaned plugin may hold the output open when the engine was killed.
    child.once("exit", (exitCode) => {
      setImmediate(() => {
        finished = { exitCode, output };
        resolve(finished);
      });
    });
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error("the engine could not be started");
  return {
    ended,
    output: () => output,
    finished: () => finished,
    interrupt: () => process.kill(-pid, "SIGINT"),
    kill: () => process.kill(pid, "SIGKILL"),
  };
}

/** What the test runner sets for itself is not for the program. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const theirs = /^(VITEST|VITE_|NODE_OPTIONS$|NODE_ENV$|TEST$|DEV$|PROD$|MODE$|BASE_URL$|SSR$|CANARY_HOME$|PULUMI_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !theirs.test(name)));
}
