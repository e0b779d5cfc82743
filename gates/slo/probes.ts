import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describeReply, field } from "../http.ts";
import { ping } from "../ping.ts";
import type { Track } from "../subject.ts";
import { explainRefusal } from "../token/refusal.ts";

/** Synthetic executions that a gate sends by the track routes, because users send too few. */
export interface ProbePlan {
  /** Base URL of the gateway's proxy. */
  readonly proxy: string;
  /** The tracks of the judged revisions, which take turns. */
  readonly tracks: readonly Track[];
  readonly perSecond: number;
  /** At most, in all. */
  readonly max: number;
  /** Where executing needs a token: what it is signed by. */
  readonly jwtSecret: string | undefined;
}

export interface Probing {
  /** How many have been sent, and how many were executed. */
  sent(): number;
  executed(): number;
  /** Why the last one that was not executed was not. */
  trouble(): string | undefined;
  /** All have been sent and have ended, or `stop` was called and they have. */
  isDone(): boolean;
  /** Sends no more. Those under way end by themselves. */
  stop(): void;
}

/** As long as a request may take, in ms: the gateway gives up before. */
const TIMEOUT_MS = 15_000;

/**
 * Begins to send, at a steady rate. Each is marked as the release's own, so it counts for no objective of users; it is the
 * smoke gate's ping, which the service executes like any other.
 */
export function startProbing({ proxy, tracks, perSecond, max, jwtSecret }: ProbePlan): Probing {
  let [sent, ended, executed] = [0, 0, 0];
  let trouble: string | undefined;
  let isStopped = false;
  const send = async (track: Track): Promise<void> => {
    const reply = await ping(
      { proxy, track, ...(jwtSecret === undefined ? {} : { jwtSecret }) },
      randomUUID(),
      TIMEOUT_MS,
    );
    ended += 1;
    if (reply.kind === "answer" && field(reply.body, "success") === true) executed += 1;
    else trouble = explainRefusal([reply], jwtSecret !== undefined) ?? describeReply(reply);
  };
  const run = async (): Promise<void> => {
    const startedAt = Date.now();
    while (sent < max && !isStopped) {
      const track = tracks[sent % tracks.length];
      if (track === undefined) return;
      sent += 1;
      void send(track);
      await sleep(Math.max(0, startedAt + (sent * 1000) / perSecond - Date.now()));
    }
    isStopped = true;
  };
  void run();
  return {
    sent: () => sent,
    executed: () => executed,
    trouble: () => trouble,
    isDone: () => isStopped && ended === sent,
    stop: () => {
      isStopped = true;
    },
  };
}
