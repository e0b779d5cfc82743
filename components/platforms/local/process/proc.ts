import fs from "node:fs";

/** Environment entry that marks a process as started by us; its value is the process' token. */
export const TOKEN_VARIABLE = "CANARY_PROCESS_TOKEN";

/** What tells one process from every other that has had or will have its pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the machine's boot and the start of the process: field 22 of /proc/PID/stat, proc(5). */
  readonly startTime: number;
  /** Value of `TOKEN_VARIABLE` in its environment; guards against an equal pid and tick after a reboot. */
  readonly token: string;
}

/** The fields of /proc/PID/stat that matter here. The command name may hold spaces and parentheses, so fields count from its last one. */
export function parseStat(stat: string): { state: string; threads: number; startTime: number } {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, threads, startTime] = [fields[0], Number(fields[17]), Number(fields[19])];
  if (!state || !Number.isSafeInteger(startTime)) throw new Error(`not a /proc stat line: ${JSON.stringify(stat)}`);
  return { state, threads, startTime };
}

/**
 * Start time of a process in clock ticks since boot; null when it is gone or waits only to be reaped. Its ports are free
 * then: a dying process lets go of its memory first (so its environment reads as empty), of its sockets after, and its
 * first thread may be done before others that still hold them.
 */
export function startTimeOf(pid: number): number | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const { state, threads, startTime } = parseStat(stat);
  const isDone = (state === "Z" || state === "X") && threads <= 1;
  return isDone ? null : startTime;
}

export function environmentOf(pid: number): Record<string, string> {
  const entries = (readOrNull(`/proc/${pid}/environ`) ?? "").split("\0").filter((entry) => entry.includes("="));
  return Object.fromEntries(entries.map((entry) => split(entry)));
}

export function argumentsOf(pid: number): string[] {
  return (readOrNull(`/proc/${pid}/cmdline`) ?? "").split("\0").slice(0, -1);
}

/** Whether exactly this process runs still. A stopped one does; one that is dying may not. */
export function isRunning(identity: ProcessIdentity): boolean {
  return (
    startTimeOf(identity.pid) === identity.startTime && environmentOf(identity.pid)[TOKEN_VARIABLE] === identity.token
  );
}

/** Whether it is over with exactly this process: its ports are free, or its pid is another's by now. */
export function hasGone(identity: ProcessIdentity): boolean {
  if (startTimeOf(identity.pid) !== identity.startTime) return true;
  // Two starts may share a tick; a dying process shows no environment any more.
  const environment = environmentOf(identity.pid);
  return Object.keys(environment).length > 0 && environment[TOKEN_VARIABLE] !== identity.token;
}

/** The process with this token, for when its starter died before it could note the pid. */
export function findByToken(token: string): ProcessIdentity | null {
  for (const entry of fs.readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || environmentOf(pid)[TOKEN_VARIABLE] !== token) continue;
    const startTime = startTimeOf(pid);
    if (startTime !== null) return { pid, startTime, token };
  }
  return null;
}

/** Sends a signal to exactly this process; does nothing when it is gone or its pid belongs to another by now. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
  }
}

function readOrNull(file: string): string | null {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    // Another user's process refuses its environment; it is none of ours.
    if (hasCode(error, "ENOENT", "ESRCH", "EACCES", "EPERM")) return null;
    throw error;
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

function split(entry: string): [string, string] {
  const at = entry.indexOf("=");
  return [entry.slice(0, at), entry.slice(at + 1)];
}
