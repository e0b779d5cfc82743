import type { ResourceValidationPolicy } from "@pulumi/policy";
import { decideAdvance } from "../../gates/bake/decide.ts";
import { askedSplit } from "../../traffic/exposure.ts";
import type { TrafficShiftInputs } from "../../traffic/shift/inputs.ts";
import { TRAFFIC_SHIFT } from "../resource-types.ts";
import type { StackDemands } from "../stack-demands.ts";

/**
 * The bake gate's own rule on what state holds, so that a pull request learns of a skipped phase before anybody updates.
 * How long a phase has been kept, and what Prometheus says of it, is for the gate alone: a preview asks nobody.
 */
export function phasesInOrder({ production }: StackDemands): ResourceValidationPolicy {
  return {
    name: "phases-in-order",
    description:
      "A revision gets more traffic phase by phase, in the order of stack config phases, from the share with which it has " +
      "passed. Set canaryPercent to the next phase; change stable by promoting the canary.",
    enforcementLevel: "mandatory",
    validateResource({ type, props, notApplicable }, reportViolation) {
      if (type !== TRAFFIC_SHIFT) return notApplicable(`it is no ${TRAFFIC_SHIFT}`);
      const { exposure, reached, phases, bake } = props as TrafficShiftInputs;
      if (reached === undefined) return notApplicable("nothing was deployed before, so nobody is moved");
      const problems = Object.values(askedSplit(exposure))
        .flatMap((weights) => Object.entries(weights))
        .flatMap(([revision, to]) => {
          const from = reached[revision] ?? 0;
          if (to <= from) return [];
          // Time is the gate's; here it is as if the phase had been kept for ever.
          const advance = { from, to, bakedSeconds: Number.POSITIVE_INFINITY };
          const skipped = decideAdvance(advance, phases, production ? { maySkip: false } : bake).find(
            ({ outcome }) => outcome !== "pass",
          );
          return skipped ? [`${revision} would go ${skipped.value}; allowed: ${skipped.limit}.`] : [];
        });
      if (problems.length > 0) reportViolation(problems.join("\n"));
    },
  };
}
