import fs from "node:fs";
import type { ReleaseEvent } from "../../gates/events.ts";

export type RecordedEvent = ReleaseEvent & { readonly at: string };

/** What gates and traffic have told so far. */
export function readEvents(file: string): RecordedEvent[] {
  if (!fs.existsSync(file)) return [];
  return fs
    .readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RecordedEvent);
}

/** The gates that were started or asked, each once. */
export function gatesIn(events: readonly RecordedEvent[]): string[] {
  const named = events.flatMap((event) =>
    event.event === "gate started" || event.event === "gate decided" ? [event.gate] : [],
  );
  return [...new Set(named)].sort();
}
