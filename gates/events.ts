import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJson } from "./parse-json.ts";
import { OUTCOMES } from "./verdict.ts";

const number = z.number();
const text = z.string();

/** `Check` of verdict.ts, as it comes back from a file. */
const check = z.object({
  name: text,
  outcome: z.enum(OUTCOMES),
  value: z.union([number, text]).optional(),
  limit: text.optional(),
  ratio: z.object({ value: number, limit: number }).readonly().optional(),
  samples: number.optional(),
  probes: number.optional(),
  stableSamples: number.optional(),
  eValue: number.optional(),
  eValueLimit: number.optional(),
  interval: z.tuple([number, number]).readonly().optional(),
  range: z.tuple([text, text]).readonly().optional(),
  query: text.optional(),
  note: text.optional(),
  screenshot: text.optional(),
});

const split = z.record(text, z.record(text, number));

/** `EventCounts` of slo/counters.ts, as it comes back from a file. */
const counts = z.object({
  requests: number,
  errors: number,
  measured: number,
  slowerThan1s: number,
  slowerThan2s: number,
});

/** What can happen, as it is written. Whoever adds a kind here has to say it in words where events are shown. */
const releaseEvent = z.discriminatedUnion("event", [
  z.object({ event: z.literal("ceiling"), freed: number, percent: number }),
  z.object({ event: z.literal("gate started"), gate: text, subject: text }),
  z.object({
    event: z.literal("gate measured"),
    gate: text,
    subject: text,
    remainingSeconds: number,
    /** What was counted of each revision since the gate's start, in words and in numbers, which older events do not have. */
    measures: z.array(
      z.object({ revision: text, side: z.enum(["judged", "stable"]), text, counts: counts.optional() }),
    ),
    /** Where each check stands at this poll. */
    checks: z.array(check).readonly(),
  }),
  z.object({
    event: z.literal("gate decided"),
    gate: text,
    subject: text,
    outcome: z.enum(OUTCOMES),
    checks: z.array(check).readonly(),
  }),
  /** Traffic was raised, and is watched from now on. */
  z.object({ event: z.literal("weights moved"), weights: split }),
  /** The split has passed, or needed no gate: `percent` is the canary's share. */
  z.object({ event: z.literal("weights committed"), weights: split, percent: number }),
  z.object({ event: z.literal("weights restored"), by: z.enum(["shift", "guard"]), reason: text }),
  /** Not passed, and left as they are, as config says. */
  z.object({ event: z.literal("weights held"), reason: text }),
  /** An operator has taken traffic away at the gateway: points that each upstream gave to its heir. */
  z.object({
    event: z.literal("weights drained"),
    freed: z.array(z.object({ upstream: text, freed: number, heir: text.optional() })),
  }),
  /** An update has given revisions another role: `revisions` are stable now, or were the canary that is gone. */
  z.object({
    event: z.literal("roles changed"),
    change: z.enum(["promoted", "promotion undone", "aborted"]),
    revisions: z.array(text),
  }),
  /** Whoever watches a release has seen alerts that end the watch. */
  z.object({ event: z.literal("watch alarm"), alerts: z.array(text) }),
]);

/** What gates and traffic tell whoever watches a release: one JSON object a line in `<home>/events.jsonl`. */
export type ReleaseEvent = z.infer<typeof releaseEvent>;

/** `at`: ISO 8601. */
export type RecordedEvent = ReleaseEvent & { readonly at: string };

const recorded = z.intersection(z.object({ at: z.iso.datetime() }), releaseEvent);

/** Appends an event with its time. Whoever reads the file sees whole lines: one write each. */
export function record(home: string, event: ReleaseEvent): void {
  fs.mkdirSync(home, { recursive: true });
  fs.appendFileSync(eventLog(home), `${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
}

/**
 * What updates on this machine have told of a stack, the oldest first. None where none has run here. A line that is cut, or
 * that another version wrote in another form, is left out.
 *
 * @param home run folder of the stack
 */
export function readEvents(home: string): RecordedEvent[] {
  const file = eventLog(home);
  if (!fs.existsSync(file)) return [];
  return fs
    .readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => parseEvent(line) ?? []);
}

/** The event of a line of the log; undefined for a line that is none. */
export function parseEvent(line: string): RecordedEvent | undefined {
  return recorded.safeParse(parseJson(line)).data;
}

/** The file that events are in. @param home run folder of the stack */
export function eventLog(home: string): string {
  return path.join(home, "events.jsonl");
}
