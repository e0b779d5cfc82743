import { describeCheck } from "../../gates/verdict.ts";
import type { GateVerdict } from "../events/gates.ts";

/** How a gate decided last. */
export interface DecidedGate {
  readonly gate: string;
  readonly subject: string;
  readonly outcome: string;
  /** ISO 8601. */
  readonly at: string;
  /** The checks that say what the verdict says, without their queries; absent for a pass. */
  readonly reasons?: readonly string[];
}

/** The last verdict of each gate, in the order in which they were given. Pure. @param verdicts the oldest first */
export function lastVerdicts(verdicts: readonly GateVerdict[]): DecidedGate[] {
  const byGate = new Map<string, DecidedGate>();
  for (const { gate, subject, outcome, at, checks } of verdicts) {
    byGate.delete(gate);
    const culprits = checks.filter((check) => check.outcome === outcome);
    const reasons = culprits.map(({ query: _query, ...told }) => describeCheck(told));
    byGate.set(gate, {
      gate,
      subject,
      outcome,
      at: new Date(at).toISOString(),
      ...(outcome === "pass" ? {} : { reasons }),
    });
  }
  return [...byGate.values()];
}
