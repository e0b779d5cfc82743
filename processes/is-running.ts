import fs from "node:fs";

/** Whether a process lives. A zombie has ended, though its pid still answers. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !fs.existsSync("/proc/self") || !/\) Z /.test(fs.readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
