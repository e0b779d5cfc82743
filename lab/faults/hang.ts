import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** A process by its id and, because ids are used again, by the revision that it must be an instance of. */
export type RevisionProcess = {
  readonly pid: number;
  /** Its SERVICE_REVISION. */
  readonly revision: string;
};

const patienceMs = 2_000;
const pollMs = 5;

/**
 * Stops a process as a hang does: its connections stay open, nothing answers. SIGTERM takes effect only after `resume`;
 * SIGKILL does at once. Linux only.
 *
 * @throws Error when there is no such process, or when it is another than expected.
 */
export async function hang(target: RevisionProcess): Promise<void> {
  await signal(target, "SIGSTOP", (state) => state === "T");
}

/**
 * Lets a process that hangs go on.
 *
 * @throws Error when there is no such process, or when it is another than expected.
 */
export async function resume(target: RevisionProcess): Promise<void> {
  await signal(target, "SIGCONT", (state) => state !== "T");
}

async function signal(target: RevisionProcess, name: NodeJS.Signals, isDone: (state: string) => boolean) {
  await assertIsExpected(target);
  process.kill(target.pid, name);
  const deadline = performance.now() + patienceMs;
  while (!isDone(await stateOf(target))) {
    if (performance.now() > deadline) {
      throw new Error(`Process ${target.pid} (${target.revision}) did not follow ${name} within ${patienceMs} ms.`);
    }
    await sleep(pollMs);
  }
}

async function assertIsExpected(target: RevisionProcess): Promise<void> {
  const environment = (await readProcFile(target, "environ")).split("\0");
  const found = environment.find((entry) => entry.startsWith("SERVICE_REVISION="));
  if (found === `SERVICE_REVISION=${target.revision}`) return;
  throw new Error(
    `Process ${target.pid} is not ${target.revision}: it has ${found ?? "no SERVICE_REVISION"}. It was left alone.`,
  );
}

/** One letter of proc(5): T is stopped. It follows the command's name, which is in parentheses and may hold any character. */
async function stateOf(target: RevisionProcess): Promise<string> {
  const stat = await readProcFile(target, "stat");
  return stat.charAt(stat.lastIndexOf(")") + 2);
}

async function readProcFile({ pid, revision }: RevisionProcess, name: string): Promise<string> {
  if (!Number.isInteger(pid) || pid < 1) throw new Error(`pid is ${pid}; it must be a process id, 1 or above.`);
  try {
    return await readFile(`/proc/${pid}/${name}`, "utf8");
  } catch (cause) {
    throw new Error(`Process ${pid}, which should be ${revision}, cannot be read from /proc.`, { cause });
  }
}
