import { setTimeout } from "node:timers/promises";
import type { Operation } from "../resource-kind.ts";
import { DockerError, failedAs } from "./docker-error.ts";

/** How long something may still be in use, in ms; as long as the plugin gives it. */
const IN_USE_MS = 30_000;
const INTERVAL_MS = 500;

/**
 * Removes what containers may still hold that are on their way out. What is gone already is fine.
 * @param holders who holds it, for people
 */
export async function retriedRemoval(
  removal: {
    readonly remove: () => Promise<unknown>;
    readonly isInUse: (message: string) => boolean;
    readonly holders: () => Promise<readonly string[]>;
  },
  { log, canceled, timeoutMs }: Operation,
): Promise<void> {
  const limitMs = Math.min(IN_USE_MS, timeoutMs);
  const end = performance.now() + limitMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      await removal.remove();
      return;
    } catch (error) {
      if (failedAs(error, "not-found")) return;
      if (!(error instanceof DockerError) || !removal.isInUse(error.message) || canceled.aborted) throw error;
      if (performance.now() >= end)
        throw new DockerError("conflict", await heldBy(removal.holders, limitMs / 1000, error), error);
      if (isFirst) log.progress(`waiting until it is not in use any more: ${error.message}`);
    }
    await setTimeout(INTERVAL_MS, undefined, { signal: canceled }).catch(() => undefined);
  }
}

async function heldBy(holders: () => Promise<readonly string[]>, seconds: number, error: Error): Promise<string> {
  // The list only explains: that it cannot be had must not hide what is the matter.
  const names = await holders().catch(() => []);
  const by =
    names.length === 0 ? "" : `, by ${names.join(", ")}: remove what is not of this stack (docker rm), then try again`;
  return `it is still in use after ${seconds} s${by} (${error.message})`;
}
