import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { accepts } from "../../gates/engine.ts";
import { record } from "../../gates/events.ts";
import { isRunning } from "../../processes/is-running.ts";
import { kongAdmin } from "../../providers/kong/admin.ts";
import { capAll } from "../cap.ts";
import { markUnsettled } from "../unsettled.ts";
import { armedMark, endLease, isHeld, type Lease, readLease } from "./lease.ts";

/**
 * The guard: a small process of its own that outlives engine and plugin. While the lease is held it watches both; when
 * one is gone it puts traffic back to the baseline, and tries again for as long as that takes.
 */

const POLL_MS = 200;
const RETRY_MS = 500;
const MAX_RETRY_MS = 5000;

async function main(file: string): Promise<void> {
  const lease = readLease(file);
  if (!lease) return;
  fs.writeFileSync(armedMark(file), String(process.pid));
  while (isHeld(file)) {
    if (!(await isWatched(lease))) {
      // A watcher that ends well takes its lease away just before it goes.
      await sleep(POLL_MS);
      if (isHeld(file)) await restore(file, lease);
      return;
    }
    await sleep(POLL_MS);
  }
}

async function isWatched({ engine, watcher }: Lease): Promise<boolean> {
  return isRunning(watcher) && (await accepts(engine));
}

async function restore(file: string, { admin, home, limits }: Lease): Promise<void> {
  const kong = kongAdmin({ uri: admin });
  for (let wait = RETRY_MS; isHeld(file); wait = Math.min(wait * 2, MAX_RETRY_MS)) {
    try {
      markUnsettled(home, "the guard put weights back");
      await capAll(kong, limits);
      record(home, { event: "weights restored", by: "guard", reason: "the engine or its plugin is gone" });
      endLease(file);
    } catch (error) {
      console.error(new Date().toISOString(), error instanceof Error ? error.message : error);
      await sleep(wait);
    }
  }
}

const file = process.argv[2];
if (!file) throw new Error("usage: node traffic/guard/main.ts LEASE");
await main(file);
