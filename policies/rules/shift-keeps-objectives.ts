import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { TrafficShiftInputs } from "../../traffic/shift/inputs.ts";
import { LAXEST_LIMITS } from "../limits.ts";
import { TRAFFIC_SHIFT } from "../resource-types.ts";
import type { StackDemands } from "../stack-demands.ts";

export function shiftKeepsObjectives({ objectives }: StackDemands): ResourceValidationPolicy {
  return {
    name: "shift-keeps-objectives",
    description:
      "The SLO watch is no laxer than the objectives of monitoring/slo.ts. Lower the named key of stack config " +
      "gates.slo, or change the objective where users have been promised another.",
    enforcementLevel: "mandatory",
    validateResource({ type, props, notApplicable }, reportViolation) {
      if (type !== TRAFFIC_SHIFT) return notApplicable(`it is no ${TRAFFIC_SHIFT}`);
      if (!objectives) return notApplicable("this stack is for trying things out");
      const slo: TrafficShiftInputs["slo"] = props.slo;
      const keys = Object.keys(LAXEST_LIMITS) as (keyof typeof LAXEST_LIMITS)[];
      const problems = keys
        // Not `>`: a limit that is missing is no limit.
        .filter((key) => !(slo[key] <= LAXEST_LIMITS[key]))
        .map((key) => `gates.slo.${key} is ${slo[key]}; the objective allows at most ${LAXEST_LIMITS[key]}.`);
      if (problems.length > 0) reportViolation(problems.join("\n"));
    },
  };
}
