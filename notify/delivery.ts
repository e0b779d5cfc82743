import type { Reply } from "../gates/http.ts";

/** What an attempt to tell a message has come to. No part of it names the receiver: its URL is a secret. */
export type Delivery =
  | { readonly kind: "delivered" }
  /** It may be taken another time. */
  | { readonly kind: "again"; readonly reason: string }
  /** The receiver takes none at that URL now; somebody has to see to it. */
  | { readonly kind: "refused"; readonly reason: string }
  /** It will never take this one. */
  | { readonly kind: "unfit"; readonly reason: string };

const AGAIN = [408, 425, 429];
const UNFIT = [400, 413, 415, 422];

/** Pure. */
export function judgeReply(reply: Reply): Delivery {
  if (reply.kind === "no answer") return { kind: "again", reason: `no answer (${reply.reason})` };
  const { status } = reply;
  const reason = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status >= 500 || AGAIN.includes(status)) return { kind: "again", reason };
  return { kind: UNFIT.includes(status) ? "unfit" : "refused", reason };
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/** How long to wait before the next attempt, in ms: twice as long each time, up to a minute. @param failed attempts so far, 1 or more */
export function waitBefore(failed: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (failed - 1), LONGEST_WAIT_MS);
}
