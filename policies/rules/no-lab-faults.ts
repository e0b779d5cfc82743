import type { ResourceValidationPolicy } from "@pulumi/policy";
import { type KnownValue, knownValues } from "../known-values.ts";
import type { StackDemands } from "../stack-demands.ts";

/** The environment variable by which `lab/faults` is told what is to go wrong. */
const VARIABLE = "LAB_FAULT";

export function noLabFaults({ production }: StackDemands): ResourceValidationPolicy {
  return {
    name: "no-lab-faults",
    description:
      "On production nothing goes wrong on purpose: no revision has LAB_FAULT in its environment. Take the version out " +
      "of stack config lab.faults.",
    enforcementLevel: "mandatory",
    validateResource({ name, props, notApplicable }, reportViolation) {
      if (!production) return notApplicable("this stack is not production");
      if (knownValues(props).some(setsFault)) reportViolation(`The environment of ${name} holds ${VARIABLE}.`);
    },
  };
}

/** In an object by name, in a list of `{name, value}` as Kubernetes has it, or of `NAME=value` as Docker has it. */
function setsFault({ key, value }: KnownValue): boolean {
  return (
    key === VARIABLE ||
    (key === "name" && value === VARIABLE) ||
    (typeof value === "string" && value.startsWith(`${VARIABLE}=`))
  );
}
