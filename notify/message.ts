import { createHash } from "node:crypto";
import type { RecordedEvent } from "../gates/events.ts";
import { describeFailure } from "../gates/verdict.ts";

export const KINDS = [
  "phase reached",
  "deployed",
  "rolled back",
  "gate failed",
  "gate inconclusive",
  "restored",
  "held",
  "drained",
  "promoted",
  "promotion undone",
  "aborted",
  "watch alarm",
] as const;

export type Kind = (typeof KINDS)[number];

/** How soon somebody should look: when it suits, today, now. */
export type Severity = "info" | "warning" | "critical";

/** What somebody is told. Data alone, as the JSON form sends it. */
export interface Message {
  /** The same each time that this message is sent, and no other's: a message can come twice. */
  readonly id: string;
  readonly stack: string;
  /** When it happened, ISO 8601. */
  readonly at: string;
  readonly kind: Kind;
  readonly severity: Severity;
  /** For people: one line. */
  readonly text: string;
  /** What has happened, as `events.jsonl` has it. */
  readonly event: RecordedEvent;
}

type Told = Pick<Message, "kind" | "severity" | "text">;

/**
 * The message about an event; undefined for one that nobody is told of. Pure.
 *
 * @param before the canary's share that was committed last before it, in percent; undefined where none was.
 */
export function messageOf(stack: string, event: RecordedEvent, before: number | undefined): Message | undefined {
  const told = tellOf(event, before);
  if (!told) return undefined;
  const id = createHash("sha256")
    .update(`${stack}\n${JSON.stringify(event)}`)
    .digest("hex")
    .slice(0, 16);
  return { id, stack, at: event.at, ...told, event };
}

function tellOf(event: RecordedEvent, before: number | undefined): Told | undefined {
  switch (event.event) {
    case "ceiling":
    case "gate started":
    case "gate measured":
    case "weights moved":
      return undefined;
    case "gate decided": {
      const { gate, subject, outcome } = event;
      if (outcome === "pass") return undefined;
      const kind = outcome === "fail" ? "gate failed" : "gate inconclusive";
      return { kind, severity: "warning", text: `${gate} gate: ${outcome} for ${subject}: ${describeFailure(event)}` };
    }
    case "weights committed": {
      const { percent } = event;
      if (percent > 0) return { kind: "phase reached", severity: "info", text: `the canary has ${percent} %` };
      if (before !== undefined && before > 0) {
        return {
          kind: "rolled back",
          severity: "warning",
          text: `the canary has no traffic any more, it had ${before} %`,
        };
      }
      return { kind: "deployed", severity: "info", text: `stable has all traffic: ${stableOf(event.weights)}` };
    }
    case "weights restored":
      return {
        kind: "restored",
        severity: "warning",
        text: `weights are back at the last pass, by the ${event.by}: ${event.reason}`,
      };
    case "weights held":
      return {
        kind: "held",
        severity: "critical",
        text: `a step did not pass, and its weights are left as they are: ${event.reason}`,
      };
    case "weights drained": {
      const moves = event.freed.map(
        ({ upstream, freed, heir }) => `${upstream}: ${freed} points to ${heir ?? "nobody"}`,
      );
      return { kind: "drained", severity: "warning", text: `an operator has taken traffic off: ${moves.join("; ")}` };
    }
    case "roles changed":
      return {
        kind: event.change,
        severity: event.change === "promoted" ? "info" : "warning",
        text: `${ROLE_WORDS[event.change]}: ${event.revisions.join(", ")}`,
      };
    case "watch alarm":
      return { kind: "watch alarm", severity: "critical", text: `alarm: ${event.alerts.join("; ")}` };
  }
}

const ROLE_WORDS = {
  promoted: "stable is now what was the canary",
  "promotion undone": "stable is again what it was before the promotion",
  aborted: "the release is ended, its canary is gone",
} as const;

function stableOf(weights: Readonly<Record<string, Readonly<Record<string, number>>>>): string {
  return Object.values(weights)
    .flatMap((split) => Object.keys(split).filter((revision) => (split[revision] ?? 0) > 0))
    .join(", ");
}
