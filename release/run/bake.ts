import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Prometheus } from "../../gates/prometheus.ts";
import type { Screen } from "../screen.ts";
import type { RealSplit } from "../status/gather.ts";
import type { Watch } from "../watch/decide.ts";
import { lookAt } from "../watch/look.ts";
import { type BakeDecision, type Baking, decideBake } from "./decide.ts";

export interface Bake extends Baking {
  /** Since when the phase stands, and until when it bakes: ms since 1970. */
  readonly since: number;
  readonly until: number;
  /** Between two looks at the alerts, in seconds. */
  readonly everySeconds: number;
  readonly prometheus: Prometheus;
  /** The config file, and what this run has left in it. */
  readonly file: { readonly path: string; readonly text: string };
  /** Asks the gateway what it does. */
  readonly realSplit: () => Promise<RealSplit>;
  readonly stop: AbortSignal;
}

export type BakeEnd =
  | Exclude<BakeDecision, { kind: "go on" }>
  | { readonly kind: "another hand"; readonly why: string }
  | { readonly kind: "stopped" };

/** Between two looks at the config file and the gateway, in ms. */
const HANDS_MS = 2000;

/**
 * Waits until the bake is over, and ends earlier for an alarm, for another hand, and when it is told to stop. What has
 * happened since the phase began counts, also before this process was there: Prometheus has its history.
 */
export async function bake(bake: Bake, screen: Screen): Promise<BakeEnd> {
  const { since, until, everySeconds, prometheus, stop } = bake;
  let watch: Watch = { startedAt: since, until, seenUntil: since, unseen: 0 };
  for (let at = Math.min(Date.now() + everySeconds * 1000, until); ; ) {
    const end = await untilLook(bake, at);
    if (end) return end;
    const now = Date.now();
    const look = await lookAt(prometheus, (now - watch.seenUntil) / 1000, (now - watch.startedAt) / 1000);
    const decision = decideBake(watch, look, bake, now);
    if (stop.aborted) return { kind: "stopped" };
    if (decision.kind !== "go on") return decision;
    watch = decision.watch;
    const seen =
      look.kind === "unseen" ? `nothing seen: ${look.reason}` : `${look.requests} requests of users, no alarm`;
    screen.say(`  ${new Date(now).toISOString().slice(11, 19)} ${seen}`);
    // Past its end a bake only waits for sight.
    at = now < until ? Math.min(now + everySeconds * 1000, until) : now + everySeconds * 1000;
  }
}

/** @returns what ended the wait, or undefined when it is over */
async function untilLook({ file, canary, realSplit, stop }: Bake, at: number): Promise<BakeEnd | undefined> {
  for (;;) {
    if (stop.aborted) return { kind: "stopped" };
    const text = fs.existsSync(file.path) ? fs.readFileSync(file.path, "utf8") : "";
    if (text !== file.text) return { kind: "another hand", why: "the stack's config file was changed" };
    const real = await realSplit();
    const drained = real.kind === "known" ? real.drained.filter((revision) => canary.includes(revision)) : [];
    if (drained.length > 0) return { kind: "another hand", why: `an operator has drained ${drained.join(", ")}` };
    if (Date.now() >= at) return undefined;
    await sleep(Math.min(HANDS_MS, Math.max(0, at - Date.now())), undefined, { signal: stop }).catch(() => undefined);
  }
}
