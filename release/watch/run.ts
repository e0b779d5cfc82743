import { setTimeout as sleep } from "node:timers/promises";
import { stackHome } from "../../components/stack-home.ts";
import { type Prometheus, prometheusAt } from "../../gates/prometheus.ts";
import type { Environment } from "../environment.ts";
import { prometheusUrl } from "../prometheus-url.ts";
import { decideLook, isAlarm, type Watch, type WatchDecision } from "./decide.ts";
import { type FiredAlert, lookAt } from "./look.ts";
import { WatchRecord } from "./record.ts";

export interface WatchRequest {
  readonly environment: Environment;
  readonly forSeconds: number;
  readonly everySeconds: number;
  /** Roll back on an alarm. */
  readonly rollBack: boolean;
  /** Begin anew where an unfinished watch is in the record. */
  readonly anew: boolean;
  /** Standard output is the record's lines, and what people read goes to standard error. */
  readonly json: boolean;
}

type Ended = Exclude<WatchDecision, { kind: "go on" }>;

type Say = (text: string) => void;

function sayOn(stream: NodeJS.WriteStream): Say {
  return (text) => stream.write(`${new Date().toISOString().slice(0, 19)}Z ${text}\n`);
}

/**
 * Watches what runs until the time is over or an alarm fires, and goes on with an unfinished watch of the record: what
 * happened in between is in Prometheus' history and counts.
 *
 * @returns 0 when nothing was wrong for all of the time, else 1
 * @throws CHK001 when nobody names Prometheus' address
 */
export async function runWatch(request: WatchRequest): Promise<number> {
  const { environment, rollBack, json } = request;
  const say = sayOn(json ? process.stderr : process.stdout);
  const prometheus = prometheusAt(await prometheusUrl(environment));
  const record = new WatchRecord(
    stackHome(environment),
    json ? (line) => process.stdout.write(`${line}\n`) : undefined,
  );
  const ended = await watchUntilEnd(request, prometheus, record, say);
  if (ended.kind === "kept") return 0;
  if (ended.kind === "alarm") {
    const { raiseAlarm } = await import("../notify.ts");
    const problem = await raiseAlarm(environment, ended.alerts.map(describeAlert));
    if (problem !== undefined) say(problem);
  }
  if (ended.kind === "alarm" && rollBack) {
    const [{ goBack }, { screenFor }] = await Promise.all([import("../rollback/run.ts"), import("../screen.ts")]);
    say("rolling back");
    const begunAt = performance.now();
    const way = { kind: "roll back" } as const;
    const { message } = await goBack({ environment, way, takeLock: false, begunAt }, screenFor({ json }));
    say(message);
  }
  return 1;
}

/** The loop, apart from whom it asks. @param say for people */
export async function watchUntilEnd(
  { environment, forSeconds, everySeconds, anew }: WatchRequest,
  prometheus: Prometheus,
  record: WatchRecord,
  say: Say = sayOn(process.stdout),
): Promise<Ended> {
  const unfinished = anew ? undefined : record.unfinished();
  const began = Date.now();
  let watch: Watch = unfinished ?? { startedAt: began, until: began + forSeconds * 1000, seenUntil: began, unseen: 0 };
  const until = new Date(watch.until).toISOString();
  say(
    unfinished
      ? `going on with the watch of ${environment} that began at ${new Date(watch.startedAt).toISOString()}, until ${until}`
      : `watching ${environment} until ${until}`,
  );
  record.write({ event: "watching", at: new Date().toISOString(), watch });
  const told = new Set<string>();
  for (;;) {
    await sleep(Math.max(0, Math.min(everySeconds * 1000, watch.until - Date.now())));
    const now = Date.now();
    const look = await lookAt(prometheus, (now - watch.seenUntil) / 1000, (now - watch.startedAt) / 1000);
    const decision = decideLook(watch, look, now);
    const note = look.kind === "unseen" ? `nothing seen: ${look.reason}` : `${look.requests} requests of users so far`;
    if (look.kind === "seen") tellOthers(look.fired, told, say);
    if (decision.kind !== "go on") {
      const text = describeEnd(decision);
      say(text);
      record.write({ event: "ended", at: new Date().toISOString(), outcome: decision.kind, note: text });
      return decision;
    }
    watch = decision.watch;
    say(note);
    record.write({ event: "watching", at: new Date().toISOString(), watch, note });
    // Past its end a watch only waits for sight.
    if (Date.now() >= watch.until) await sleep(everySeconds * 1000);
  }
}

/** Alerts that are no alarm, each once. */
function tellOthers(fired: readonly FiredAlert[], told: Set<string>, say: Say): void {
  for (const alert of fired.filter((each) => !isAlarm(each))) {
    const text = describeAlert(alert);
    if (told.has(text)) continue;
    told.add(text);
    say(`fired: ${text}`);
  }
}

export function describeEnd(ended: Ended): string {
  switch (ended.kind) {
    case "alarm":
      return `alarm: ${ended.alerts.map(describeAlert).join("; ")}`;
    case "blind":
      return `cannot watch: ${ended.reason}`;
    case "kept":
      return `kept: no alarm in all of the time, over ${ended.requests} requests of users`;
    case "no traffic":
      return "inconclusive: no user has come in all of the time";
  }
}

export function describeAlert({ name, severity, revision, track }: FiredAlert): string {
  return `${name} (${severity}) of ${revision}, track ${track}`;
}
