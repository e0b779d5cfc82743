import type { RecordedEvent } from "../../gates/events.ts";
import type { Check, Outcome } from "../../gates/verdict.ts";

/** A gate's verdict with its evidence. Times are ms since 1970. */
export interface GateVerdict {
  readonly gate: string;
  /** The revisions that were judged. */
  readonly subject: string;
  readonly outcome: Outcome;
  /** When it began to look; absent where nothing tells, as with gates that decide at once. */
  readonly startedAt?: number;
  readonly at: number;
  /** How often it has measured. */
  readonly polls: number;
  readonly checks: readonly Check[];
}

/** A gate that looks, and has not decided: it is at it, or its engine has died. */
export interface OpenGate {
  readonly gate: string;
  readonly subject: string;
  readonly startedAt: number;
  readonly at: number;
  readonly polls: number;
  readonly remainingSeconds?: number;
  /** What was counted of each revision, of both sides, at the last poll. */
  readonly measures: Extract<RecordedEvent, { event: "gate measured" }>["measures"];
  readonly checks: readonly Check[];
}

/** A gate that has told nothing for so long has most likely lost its update: polls are seconds apart. */
const SILENT_MS = 120_000;

/** Whether a gate that has not decided still tells what it sees. Pure. @param now ms since 1970 */
export function isAtWork({ at }: Pick<OpenGate, "at">, now: number): boolean {
  return now - at <= SILENT_MS;
}

/** What gates have said, the oldest first, and who is looking at the end of the events. Pure. */
export function gatesIn(events: readonly RecordedEvent[]): {
  readonly verdicts: GateVerdict[];
  readonly open: OpenGate[];
} {
  const verdicts: GateVerdict[] = [];
  const open = new Map<string, OpenGate>();
  for (const event of events) {
    const at = Date.parse(event.at);
    switch (event.event) {
      case "gate started":
        open.set(event.gate, {
          gate: event.gate,
          subject: event.subject,
          startedAt: at,
          at,
          polls: 0,
          measures: [],
          checks: [],
        });
        break;
      case "gate measured": {
        const { gate, subject, remainingSeconds, measures, checks } = event;
        const known = open.get(gate);
        const startedAt = known?.startedAt ?? at;
        open.set(gate, {
          gate,
          subject,
          startedAt,
          at,
          polls: (known?.polls ?? 0) + 1,
          remainingSeconds,
          measures,
          checks,
        });
        break;
      }
      case "gate decided": {
        const { gate, subject, outcome, checks } = event;
        const known = open.get(gate);
        verdicts.push({
          gate,
          subject,
          outcome,
          ...(known === undefined ? {} : { startedAt: known.startedAt }),
          at,
          polls: known?.polls ?? 0,
          checks,
        });
        open.delete(gate);
        break;
      }
      // Whatever was watching has ended without a verdict.
      case "weights restored":
        open.delete("slo");
        break;
    }
  }
  return { verdicts, open: [...open.values()] };
}
