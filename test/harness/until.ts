import { setTimeout as sleep } from "node:timers/promises";

/** How long something may take that is only a matter of order, in ms: a machine may be busy with other tests. */
const PATIENCE_MS = 60_000;
const POLL_MS = 3;

/**
 * Waits until `look` returns something else than undefined or false.
 *
 * @param options.what is awaited, for the error: "the guard to be armed".
 * @param options.withinMs default 60 s.
 * @param options.hopeless tells why it can never come, such as that the command has ended; looked at after `look`.
 */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  options: { readonly what: string; readonly withinMs?: number; readonly hopeless?: () => string | undefined },
): Promise<T> {
  const withinMs = options.withinMs ?? PATIENCE_MS;
  const deadline = performance.now() + withinMs;
  for (;;) {
    const why = options.hopeless?.();
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (why !== undefined) throw new Error(`waited for ${options.what}, but ${why}`);
    if (performance.now() > deadline) throw new Error(`waited ${withinMs / 1000} s for ${options.what}`);
    await sleep(POLL_MS);
  }
}
