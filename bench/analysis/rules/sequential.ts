import type { Counts } from "../../../gates/analysis/dispersion.ts";
import { addEvents, type Evidence, NO_EVIDENCE } from "../../../gates/analysis/objective-test.ts";
import { barsFor, decide } from "../../../gates/analysis/sequential.ts";
import { POLL_SECONDS, POLLS, type SideCounts } from "../world.ts";
import { INITIAL_DELAY_SECONDS, OBJECTIVES, type Rule } from "./rule.ts";

const BARS = barsFor({ alpha: 0.01, beta: 0.05 }, OBJECTIVES.length, true);

/** `strategy: sequential` with its defaults: the gate's own code. */
export const sequential: Rule = {
  name: "sequential",
  source: "gates/analysis/sequential.ts",
  watch(weight) {
    let evidence: readonly Evidence[] = OBJECTIVES.map(() => NO_EVIDENCE);
    const requests = { canary: 0, stable: 0 };
    return {
      look({ canary, stable }, index) {
        requests.canary += canary.requests;
        requests.stable += stable.requests;
        const warm = index * POLL_SECONDS >= INITIAL_DELAY_SECONDS;
        evidence = evidence.map((each, objective) =>
          objective > 0 && !warm ? each : addEvents(each, countsOf(canary, objective), countsOf(stable, objective)),
        );
        const judged = evidence.map((each, objective) => ({ limit: OBJECTIVES[objective]!.limit, evidence: each }));
        const isLast = index === POLLS - 1;
        const split = { share: weight, ...requests };
        const { outcome } = decide({ judged, split, polls: index + 1, isLast }, BARS);
        return outcome === "fail" || outcome === "pass" ? outcome : undefined;
      },
    };
  },
};

function countsOf(side: SideCounts, objective: number): Counts {
  return { bad: side[OBJECTIVES[objective]!.bad], of: side.requests };
}
