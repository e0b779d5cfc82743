import fs from "node:fs";

/** How often to look, in ms. A process keeps the record of its own peak, so only its last moments can be missed. */
const INTERVAL_MS = 25;

/** Peaks of a command and of everything that it starts, in MiB. */
export interface PeakMemory {
  /** The command's own process: the engine. */
  readonly engine: number;
  /** The sum of every process's own peak: an upper bound of what was used at once. */
  readonly all: number;
}

/** Watches a process tree until the returned function is called. Linux only: reads /proc. */
export function watchMemory(pid: number): () => PeakMemory {
  const peaks = new Map<number, number>();
  const look = () => {
    for (const each of processTree(pid)) {
      const peak = peakOf(each);
      if (peak !== undefined) peaks.set(each, peak);
    }
  };
  const timer = setInterval(look, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    const engine = peaks.get(pid);
    if (engine === undefined) throw new Error(`process ${pid} ended before its memory was seen`);
    return { engine, all: [...peaks.values()].reduce((sum, peak) => sum + peak, 0) };
  };
}

function processTree(pid: number): number[] {
  // A process may start others from any of its threads, and each thread knows only its own.
  const children = threadsOf(pid).flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(" "));
  return [pid, ...children.filter(Boolean).map(Number).flatMap(processTree)];
}

function threadsOf(pid: number): string[] {
  try {
    return fs.readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function peakOf(pid: number): number | undefined {
  const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
}

/** Empty where the process is gone. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
