import { setTimeout } from "node:timers/promises";
import { failedAs } from "../api/docker-error.ts";
import type { Operation } from "../resource-kind.ts";
import { inspect, lastLines } from "./container-api.ts";
import { verdictOf } from "./verdict.ts";

/** How often to look at a container that is waited for, in ms. The engine answers from memory. */
const INTERVAL_MS = 300;

/**
 * Waits until a container is healthy, will not get so, or has had its time.
 * @returns why it is not healthy, each a text for people; empty when it is
 */
export async function awaitHealthy(
  id: string,
  timeoutMs: number,
  { engine, log, canceled }: Operation,
): Promise<readonly string[]> {
  const end = performance.now() + timeoutMs;
  let told = "";
  const problems = async (reason: string): Promise<string[]> => {
    const lines = await lastLines(engine.regardless(), id);
    return [reason, ...(lines === undefined ? [] : [lines])];
  };
  for (;;) {
    try {
      const verdict = verdictOf(await inspect(engine, id));
      if (verdict.state === "ready") {
        if (told !== "") log.progress("healthy");
        return [];
      }
      if (verdict.state === "failed") return await problems(verdict.reason);
      if (verdict.progress !== told) log.progress(verdict.progress);
      told = verdict.progress;
    } catch (error) {
      if (failedAs(error, "not-found")) return ["it was removed while it was waited for"];
      // An engine that is started anew is waited for like everything else; only the last word on it counts.
      if (!failedAs(error, "canceled", "unreachable", "interrupted")) throw error;
      told = error instanceof Error ? error.message : told;
    }
    if (canceled.aborted) return [`canceled while it was waited for: ${told}`];
    if (performance.now() >= end) return problems(`it was not healthy after ${timeoutMs / 1000} s: ${told}`);
    await setTimeout(INTERVAL_MS, undefined, { signal: canceled }).catch(() => undefined);
  }
}
