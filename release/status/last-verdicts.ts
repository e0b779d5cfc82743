import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJson } from "../parse-json.ts";

/** How a gate decided last. */
export interface DecidedGate {
  readonly gate: string;
  readonly subject: string;
  readonly outcome: string;
  /** ISO 8601. */
  readonly at: string;
}

const decided = z.object({
  event: z.literal("gate decided"),
  gate: z.string(),
  subject: z.string(),
  outcome: z.string(),
  at: z.string(),
});

/**
 * The last verdict of each gate, in the order in which they were given, from the log that updates on this machine have
 * written. None where no update has run here.
 *
 * @param home run folder of the stack
 */
export function lastVerdicts(home: string): DecidedGate[] {
  const file = path.join(home, "events.jsonl");
  if (!fs.existsSync(file)) return [];
  const byGate = new Map<string, DecidedGate>();
  for (const line of fs.readFileSync(file, "utf8").split("\n")) {
    // The last line may be under way.
    const parsed = decided.safeParse(parseJson(line));
    if (!parsed.success) continue;
    const { gate, subject, outcome, at } = parsed.data;
    byGate.delete(gate);
    byGate.set(gate, { gate, subject, outcome, at });
  }
  return [...byGate.values()];
}
