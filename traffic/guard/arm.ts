import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError } from "../../errors/release-error.ts";
import { armedMark, endLease, type Lease, writeLease } from "./lease.ts";

export interface Guard {
  /** Only after a verdict was committed, or a restore has succeeded. */
  disarm(): void;
}

const START_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/** Starts a guard and waits until it watches. Throws TRF002 when it does not: then nothing may be raised. */
export async function armGuard(lease: Lease): Promise<Guard> {
  const file = writeLease(lease);
  const logFile = path.join(lease.home, "log", "guard.log");
  fs.mkdirSync(path.dirname(logFile), { recursive: true });
  const log = fs.openSync(logFile, "a");
  const guard = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts"), file], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  fs.closeSync(log);
  guard.unref();
  let ended = false;
  guard.once("exit", () => {
    ended = true;
  });
  guard.once("error", () => {
    ended = true;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!fs.existsSync(armedMark(file))) {
    if (ended || Date.now() > deadline) {
      endLease(file);
      throw new ReleaseError(
        "TRF002",
        `the guard ${ended ? "ended" : `was not ready within ${START_TIMEOUT_MS / 1000} s`}; see ${logFile}. No traffic was moved`,
      );
    }
    await sleep(POLL_MS);
  }
  return { disarm: () => endLease(file) };
}
