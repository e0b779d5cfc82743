import fs from "node:fs";
import { until } from "./until.ts";

/** A process of a stack under test. */
export interface StackProcess {
  readonly pid: number;
  /** Its program and arguments. */
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Every process that the commands of a stack have started and that still runs, whoever knows of it: `folder` is in its environment. */
export function processesWith(folder: string): StackProcess[] {
  return fs
    .readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
    .flatMap((pid) => {
      const environment = read(`/proc/${pid}/environ`);
      if (!environment.includes(folder) || isZombie(pid)) return [];
      return [
        { pid, command: read(`/proc/${pid}/cmdline`).split("\0").join(" ").trim(), environment: parse(environment) },
      ];
    });
}

/** Ends all of them, also those that are stopped, and waits until they are gone. */
export async function endAllWith(folder: string): Promise<void> {
  await until(
    () => {
      const left = processesWith(folder);
      for (const { pid } of left) signal(pid, "SIGKILL");
      return left.length === 0;
    },
    { what: `the processes of ${folder} to end` },
  );
}

/** Ends a process at once and waits until it is gone. */
export async function killProcess(pid: number): Promise<void> {
  signal(pid, "SIGKILL");
  await until(() => !fs.existsSync(`/proc/${pid}`) || isZombie(pid), { what: `process ${pid} to end` });
}

/** Ends the processes of revisions that run now, wherever they run on this machine. */
export async function killRevisions(revisions: readonly string[]): Promise<void> {
  const pids = revisions.flatMap((revision) => processesWith(`SERVICE_REVISION=${revision}`).map(({ pid }) => pid));
  await Promise.all(pids.map(killProcess));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Dead and only waiting to be reaped. While a thread of it lives, it still holds its ports. */
function isZombie(pid: number): boolean {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (fields[0] === "Z" || fields[0] === "X") && Number(fields[17]) <= 1;
}

/** Empty where the process is gone or another user's. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function parse(environment: string): Record<string, string> {
  const entries = environment.split("\0").filter((entry) => entry.includes("="));
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}
