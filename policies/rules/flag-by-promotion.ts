import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { TrafficShiftInputs } from "../../traffic/shift/inputs.ts";
import { WHOLE } from "../../traffic/split.ts";
import { TRAFFIC_SHIFT } from "../resource-types.ts";

/** The service whose revisions the flag is a part of. */
const SERVICE = "aiPipeline";

/**
 * State tells which revisions have had all traffic: what is stable, what was before it, and a canary at 100 %. A revision
 * that was stable two promotions ago is not known any more, nor is one of a stack that was made anew.
 */
export const flagByPromotion: ResourceValidationPolicy = {
  name: "flag-by-promotion",
  description:
    "FEATURE_BYPASS_LLM comes to stable only with a canary that has had all traffic. Set stable.bypassLlm to what it was, " +
    "release canary.bypassLlm true through the phases, and promote (bin/canary promote <environment>).",
  enforcementLevel: "mandatory",
  validateResource({ type, props, notApplicable }, reportViolation) {
    if (type !== TRAFFIC_SHIFT) return notApplicable(`it is no ${TRAFFIC_SHIFT}`);
    const { exposure, bypassLlm, reached = {} } = props as TrafficShiftInputs;
    if (!bypassLlm.stable) return;
    const revision = exposure.stable[SERVICE] ?? "";
    const share = reached[revision] ?? 0;
    if (share < WHOLE) {
      reportViolation(
        `stable.bypassLlm is true, and ${revision} has had ${share} % of the traffic; it must have had 100 % as canary.`,
      );
    }
  },
};
