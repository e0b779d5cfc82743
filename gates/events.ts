import fs from "node:fs";
import path from "node:path";

/** What gates and traffic tell whoever watches a release: one JSON object a line in `<home>/events.jsonl`. */
export type ReleaseEvent =
  | { readonly event: "ceiling"; readonly freed: number; readonly percent: number }
  | { readonly event: "gate started"; readonly gate: string; readonly subject: string }
  | {
      readonly event: "gate measured";
      readonly gate: string;
      readonly subject: string;
      readonly remainingSeconds: number;
      readonly measures: readonly { readonly revision: string; readonly text: string }[];
    }
  | { readonly event: "gate decided"; readonly gate: string; readonly subject: string; readonly outcome: string }
  | { readonly event: "weights moved"; readonly weights: Readonly<Record<string, Readonly<Record<string, number>>>> }
  | { readonly event: "weights restored"; readonly by: "shift" | "guard"; readonly reason: string };

/** Appends an event with its time. Whoever reads the file sees whole lines: one write each. */
export function record(home: string, event: ReleaseEvent): void {
  const file = path.join(home, "events.jsonl");
  fs.mkdirSync(home, { recursive: true });
  fs.appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
}
