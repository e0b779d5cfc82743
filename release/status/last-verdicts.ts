import { readEvents } from "../../gates/events.ts";

/** How a gate decided last. */
export interface DecidedGate {
  readonly gate: string;
  readonly subject: string;
  readonly outcome: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * The last verdict of each gate, in the order in which they were given, from the log that updates on this machine have
 * written. None where no update has run here.
 *
 * @param home run folder of the stack
 */
export function lastVerdicts(home: string): DecidedGate[] {
  const byGate = new Map<string, DecidedGate>();
  for (const event of readEvents(home)) {
    if (event.event !== "gate decided") continue;
    const { gate, subject, outcome, at } = event;
    byGate.delete(gate);
    byGate.set(gate, { gate, subject, outcome, at });
  }
  return [...byGate.values()];
}
