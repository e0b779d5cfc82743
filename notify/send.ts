import { setTimeout as sleep } from "node:timers/promises";
import { call } from "../gates/http.ts";
import { hold } from "../processes/hold.ts";
import { type Delivery, judgeReply, waitBefore } from "./delivery.ts";
import { bodyOf } from "./form.ts";
import { Outbox } from "./outbox.ts";
import type { NotificationSettings } from "./settings.ts";

/** How long it goes on after the process that it is for has ended, in ms. */
export interface Patience {
  /** For what is still to happen: a guard that puts weights back. */
  readonly lingerMs: number;
  /** For a receiver that does not take what there is. */
  readonly retryMs: number;
}

export const PATIENCE: Patience = { lingerMs: 5000, retryMs: 60_000 };

const POLL_MS = 200;

export interface SenderTask {
  readonly stack: string;
  /** Run folder of the stack. */
  readonly home: string;
  readonly settings: NotificationSettings;
  /** Where nobody was ever told anything, events before it are left out: ms since 1970. */
  readonly since: number;
  /** Whether the process that it is for still runs. */
  isWanted(): boolean;
  /** One line for whoever looks for the reason. */
  log(line: string): void;
}

/**
 * Tells everything that is in the outbox, and what comes into it while it is wanted, in order. One process of a stack at a
 * time sends; another waits for its turn and then finds what is left.
 *
 * @returns how many messages were not told
 */
export async function sendAll(task: SenderTask, patience: Patience = PATIENCE): Promise<number> {
  const wanted = wantedFor(task, patience);
  for (;;) {
    const held = await hold("send", task.home);
    if (held.kind === "held") {
      try {
        return await sendWhileWanted(task, wanted);
      } finally {
        held.release();
      }
    }
    if (!wanted.forRetry()) return new Outbox(task.stack, task.home).next(Date.now()).pending;
    await sleep(POLL_MS);
  }
}

interface Wanted {
  /** Whether something may still happen. */
  forEvents(): boolean;
  /** Whether what there is may still be tried. */
  forRetry(): boolean;
}

function wantedFor({ isWanted }: SenderTask, { lingerMs, retryMs }: Patience): Wanted {
  let last = Date.now();
  const within = (ms: number) => {
    if (isWanted()) last = Date.now();
    return Date.now() - last <= ms;
  };
  return { forEvents: () => within(lingerMs), forRetry: () => within(retryMs) };
}

async function sendWhileWanted({ stack, home, since, settings, log }: SenderTask, wanted: Wanted): Promise<number> {
  const outbox = new Outbox(stack, home);
  outbox.begin(since);
  for (let failed = 0; ; ) {
    const { first, pending } = outbox.next(Date.now());
    if (!first) {
      if (!wanted.forEvents()) return 0;
      await sleep(POLL_MS);
      continue;
    }
    const delivery = await deliver(first.message, settings);
    const name = `"${first.message.kind}" of ${first.message.at}`;
    switch (delivery.kind) {
      case "delivered":
        outbox.settle(first);
        failed = 0;
        continue;
      case "unfit":
        log(`${name} is given up, its receiver takes no such message: ${delivery.reason}`);
        outbox.settle(first);
        failed = 0;
        continue;
      case "refused":
        outbox.fail(delivery.reason);
        log(`${pending} not sent, from ${name} on: ${delivery.reason}; the next command tries again`);
        return pending;
      case "again":
        failed += 1;
        outbox.fail(delivery.reason);
        if (!wanted.forRetry()) {
          log(
            `${pending} not sent after ${failed} attempts, from ${name} on: ${delivery.reason}; the next command tries again`,
          );
          return pending;
        }
        await untilNext(waitBefore(failed), wanted);
    }
  }
}

async function deliver(message: Parameters<typeof bodyOf>[0], settings: NotificationSettings): Promise<Delivery> {
  const { url, form, timeoutSeconds } = settings;
  return judgeReply(await call({ method: "POST", url, json: bodyOf(message, form), timeoutMs: timeoutSeconds * 1000 }));
}

/** Ends earlier when there is no more time for another attempt. */
async function untilNext(ms: number, wanted: Wanted): Promise<void> {
  const until = Date.now() + ms;
  while (Date.now() < until && wanted.forRetry()) await sleep(Math.min(POLL_MS, until - Date.now()));
}
