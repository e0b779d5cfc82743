import type { Verdict } from "../../gates/verdict.ts";
import type { SloSettings } from "./inputs.ts";

/** What becomes of the weights. `commit`: they have passed. `abort`: put back. `hold`: left as they are, and not passed. */
export type Reaction = "commit" | "abort" | "hold";

/**
 * What a verdict means for the move. A measurement that could not be made is no evidence of a fault, so it is treated as
 * inconclusive. In a dry run the gate only reports.
 */
export function reactionTo(
  { outcome }: Verdict,
  { onFailure, onInconclusive, dryRun }: Pick<SloSettings, "onFailure" | "onInconclusive" | "dryRun">,
): Reaction {
  if (outcome === "pass" || dryRun) return "commit";
  const asked = outcome === "fail" ? onFailure : onInconclusive;
  return asked === "hold" ? "hold" : "abort";
}
