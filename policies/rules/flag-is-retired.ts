import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { TrafficShiftInputs } from "../../traffic/shift/inputs.ts";
import { TRAFFIC_SHIFT } from "../resource-types.ts";

export const flagIsRetired: ResourceValidationPolicy = {
  name: "flag-is-retired",
  description:
    "A flag that is on for everybody has done its work. Make what it switches on the only way of the next version of " +
    "ai-pipeline, and take FEATURE_BYPASS_LLM and bypassLlm out once no version that is released reads them.",
  enforcementLevel: "advisory",
  validateResource({ type, props, notApplicable }, reportViolation) {
    if (type !== TRAFFIC_SHIFT) return notApplicable(`it is no ${TRAFFIC_SHIFT}`);
    const { exposure, bypassLlm } = props as TrafficShiftInputs;
    if (bypassLlm.stable) {
      reportViolation(`FEATURE_BYPASS_LLM is on in ${exposure.stable.aiPipeline}, which is stable: retire the flag.`);
    }
  },
};
