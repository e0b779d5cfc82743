import { setTimeout as sleep } from "node:timers/promises";
import { hasGone, type ProcessIdentity, signal } from "./proc.ts";

const POLL_MS = 15;
/** Time for the kernel to take down a killed process; longer means that it hangs in a device. */
const KILL_LIMIT_MS = 5000;

/**
 * Ends exactly this process: SIGTERM, and SIGKILL when it has not gone within the grace. A stopped process is woken, so
 * that it can die in order.
 *
 * @throws when the process outlives SIGKILL
 */
export async function stop(identity: ProcessIdentity, graceMs: number): Promise<void> {
  signal(identity, "SIGTERM");
  signal(identity, "SIGCONT");
  if (await isGoneWithin(identity, graceMs)) return;
  signal(identity, "SIGKILL");
  if (await isGoneWithin(identity, KILL_LIMIT_MS)) return;
  throw new Error(`process ${identity.pid} outlives SIGKILL; it hangs in the kernel and must be looked at by hand`);
}

async function isGoneWithin(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!hasGone(identity)) {
    if (performance.now() >= deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
