import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomically } from "./atomic-file.ts";

const holderFile = z.object({
  pid: z.number(),
  username: z.string(),
  hostname: z.string(),
  timestamp: z.string(),
});

/** Who locked a stack, as the lock's file says. */
export type LockHolder = z.infer<typeof holderFile>;

export interface FoundLock {
  /** Absolute path. */
  readonly file: string;
  /** Absent: the file does not say. */
  readonly holder: LockHolder | undefined;
  /** `dead`: the holder was a process of this machine and is no more. `unknown`: it is on another machine. */
  readonly state: "alive" | "dead" | "unknown";
}

/** The stack is locked by others. The text names each holder and since when it holds. */
export class LockedError extends Error {
  override readonly name = "LockedError";
  readonly locks: readonly FoundLock[];

  constructor(locks: readonly FoundLock[]) {
    super(describeLocks(locks));
    this.locks = locks;
  }
}

/** The CLI's own words, which its Automation API looks for, and what we know about the holder. */
function describeLocks(locks: readonly FoundLock[]): string {
  const lines = locks.map(({ file, holder, state }) => {
    if (holder === undefined) {
      return `\n  file://${file}: created by an unknown holder (the file cannot be read)`;
    }
    const { username, hostname: host, pid, timestamp } = holder;
    const fate = state === "dead" ? "; that process is dead: `pulumi cancel` takes its lock" : "";
    return `\n  file://${file}: created by ${username}@${host} (pid ${pid}) at ${timestamp}${fate}`;
  });
  return `the stack is currently locked by ${locks.length} lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.${lines.join("")}`;
}

/** The locks in a stack's folder for them. */
export async function findLocks(folder: string): Promise<FoundLock[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return [];
    }
    throw error;
  }
  const locks = await Promise.all(
    names.filter((name) => name.endsWith(".json")).map((name) => readLock(join(folder, name))),
  );
  return locks.filter((lock) => lock !== undefined);
}

/** Undefined when the lock was released meanwhile. */
async function readLock(file: string): Promise<FoundLock | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
  const holder = parseHolder(text);
  if (holder === undefined || holder.hostname !== hostname()) {
    return { file, holder, state: "unknown" };
  }
  return { file, holder, state: isAlive(holder.pid) ? "alive" : "dead" };
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return holderFile.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !isZombie(pid);
}

/** A process that ended and whose parent has not asked how still takes signals. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** A held lock. It is released too when the process exits by itself; only one that is killed leaves it. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Locks a stack: looks for others, writes the lock, looks again. Two that come at the same moment may both be refused,
 * but never both succeed.
 *
 * @param folder where the stack's locks are kept
 * @throws LockedError when another holds it.
 */
export async function acquireLock(folder: string): Promise<Lock> {
  await refuseOthers(folder, undefined);
  const file = join(folder, `${randomUUID()}.json`);
  const holder: LockHolder = {
    pid: process.pid,
    username: userInfo().username,
    hostname: hostname(),
    timestamp: new Date().toISOString(),
  };
  await writeFileAtomically(file, JSON.stringify(holder));
  const releaseAtExit = () => rmSync(file, { force: true });
  process.once("exit", releaseAtExit);
  const release = async () => {
    process.off("exit", releaseAtExit);
    await rm(file, { force: true });
  };
  try {
    await refuseOthers(folder, file);
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

async function refuseOthers(folder: string, own: string | undefined): Promise<void> {
  const others = (await findLocks(folder)).filter(({ file }) => file !== own);
  if (others.length > 0) {
    throw new LockedError(others);
  }
}

/** Takes all locks of a stack away and returns them. */
export async function breakLocks(folder: string): Promise<FoundLock[]> {
  const locks = await findLocks(folder);
  await Promise.all(locks.map(({ file }) => rm(file, { force: true })));
  return locks;
}
