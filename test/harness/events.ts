import type { RecordedEvent } from "../../gates/events.ts";

/** The gates that were started or asked, each once. */
export function gatesIn(events: readonly RecordedEvent[]): string[] {
  const named = events.flatMap((event) =>
    event.event === "gate started" || event.event === "gate decided" ? [event.gate] : [],
  );
  return [...new Set(named)].sort();
}

/** When the ceiling had lowered what exceeded it, in ms since 1970; NaN if it has not. */
export function ceilingAt(events: readonly RecordedEvent[]): number {
  return Date.parse(events.find(({ event }) => event === "ceiling")?.at ?? "");
}
