import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { TrafficShiftInputs } from "../../traffic/shift/inputs.ts";
import { PRODUCTION_MINIMUMS } from "../limits.ts";
import { TRAFFIC_SHIFT } from "../resource-types.ts";
import type { StackDemands } from "../stack-demands.ts";

const { bakeSeconds, windowSeconds } = PRODUCTION_MINIMUMS;
const STEPS: readonly number[] = bakeSeconds.map(({ percent }) => percent);

export function productionTakesItsTime({ production }: StackDemands): ResourceValidationPolicy {
  return {
    name: "production-takes-its-time",
    description:
      `On production a release goes through exactly ${STEPS.join(", ")} % for at least ` +
      `${bakeSeconds.map(({ seconds }) => seconds).join(", ")} s, skips no phase, and every move is watched for ` +
      `${windowSeconds} s. Take the named key out of the stack's config: the defaults of Pulumi.yaml fit.`,
    enforcementLevel: "mandatory",
    validateResource({ type, props, notApplicable }, reportViolation) {
      if (type !== TRAFFIC_SHIFT) return notApplicable(`it is no ${TRAFFIC_SHIFT}`);
      if (!production) return notApplicable("this stack is not production");
      const { phases, bake, slo }: Pick<TrafficShiftInputs, "phases" | "bake" | "slo"> = props as TrafficShiftInputs;
      const problems: string[] = [];
      for (const { percent, seconds } of bakeSeconds) {
        const phase = phases.find((candidate) => candidate.percent === percent);
        if (phase === undefined) {
          problems.push(`phases has no phase of ${percent} %.`);
        } else if (!(phase.bakeSeconds >= seconds)) {
          problems.push(`phases has bakeSeconds ${phase.bakeSeconds} at ${percent} %; it must be at least ${seconds}.`);
        }
      }
      for (const { percent } of phases.filter((phase) => !STEPS.includes(phase.percent))) {
        problems.push(`phases has a phase of ${percent} %; allowed: ${STEPS.join(", ")}.`);
      }
      if (bake.maySkip !== false) problems.push(`gates.bake.maySkip is ${bake.maySkip}; it must be false.`);
      if (!(slo.windowSeconds >= windowSeconds)) {
        problems.push(`gates.slo.windowSeconds is ${slo.windowSeconds}; it must be at least ${windowSeconds}.`);
      }
      if (problems.length > 0) reportViolation(problems.join("\n"));
    },
  };
}
