import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { TrafficShiftInputs } from "../../traffic/shift/inputs.ts";
import { desiredWeights, WHOLE } from "../../traffic/split.ts";
import { TRAFFIC_SHIFT } from "../resource-types.ts";

export const weightsAreWhole: ResourceValidationPolicy = {
  name: "weights-are-whole",
  description:
    "In every upstream the weights sum to 100, and the canary has 0 % or the share of a phase. Set canaryPercent to one of " +
    "the percentages of stack config phases, and name all three services in stable and canary.",
  enforcementLevel: "mandatory",
  validateResource({ type, props, notApplicable }, reportViolation) {
    if (type !== TRAFFIC_SHIFT) return notApplicable(`it is no ${TRAFFIC_SHIFT}`);
    const problems = problemsOf(props as TrafficShiftInputs);
    if (problems.length > 0) reportViolation(problems.join("\n"));
  },
};

function problemsOf({ exposure, phases }: Pick<TrafficShiftInputs, "exposure" | "phases">): string[] {
  const { upstreams, stable, canary, percent } = exposure;
  const steps = [0, ...phases.map((phase) => phase.percent)];
  const services = Object.keys(upstreams);
  return [
    ...(steps.includes(percent) ? [] : [`canaryPercent is ${percent}; allowed: ${steps.join(", ")}.`]),
    ...(canary === undefined && percent > 0 ? [`canaryPercent is ${percent}, and there is no canary.`] : []),
    ...services.flatMap((service) => weightsOf(service, stable[service], canary?.[service], percent)),
    ...services
      .filter((service) => canary !== undefined && canary[service] === undefined)
      .map((service) => `The canary set has no ${service}; its users would meet the stable one.`),
  ];
}

function weightsOf(service: string, stable: string | undefined, canary: string | undefined, percent: number): string[] {
  if (stable === undefined) return [`The stable set has no ${service}; its upstream would be empty.`];
  const weights = Object.values(desiredWeights(stable, canary, percent));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum === WHOLE && weights.every((weight) => weight >= 0)
    ? []
    : [`The weights of ${service} are ${weights.join(" and ")}; they must be 0 to 100 and sum to 100.`];
}
