import { setTimeout as sleep } from "node:timers/promises";
import type { Reply } from "./http.ts";

const RETRY_MS = 100;

/**
 * Asks until answers are right: a new route is not known to every worker of the gateway at once.
 *
 * @param steady right answers in a row that are enough; 1 or more
 * @returns the last answer, and whether there were enough in time
 */
export async function untilSteady(
  ask: () => Promise<Reply>,
  isRight: (reply: Reply) => boolean,
  { steady, timeoutMs }: { readonly steady: number; readonly timeoutMs: number },
): Promise<{ readonly reply: Reply; readonly held: boolean }> {
  const deadline = Date.now() + timeoutMs;
  for (let inRow = 0; ; ) {
    const reply = await ask();
    const right = isRight(reply);
    inRow = right ? inRow + 1 : 0;
    if (inRow >= steady || Date.now() >= deadline) return { reply, held: inRow >= steady };
    if (!right) await sleep(RETRY_MS);
  }
}
