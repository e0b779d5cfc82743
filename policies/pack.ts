import type { Policies } from "@pulumi/policy";
import { exposedSetsAreGated } from "./rules/exposed-sets-are-gated.ts";
import { noLabFaults } from "./rules/no-lab-faults.ts";
import { noStandInLlm } from "./rules/no-stand-in-llm.ts";
import { productionTakesItsTime } from "./rules/production-takes-its-time.ts";
import { shiftKeepsObjectives } from "./rules/shift-keeps-objectives.ts";
import { targetsBeginEmpty } from "./rules/targets-begin-empty.ts";
import type { StackDemands } from "./stack-demands.ts";

/** The pack's policies; each is there on every stack, and says where it does not apply. */
export function policiesFor(demands: StackDemands): Policies {
  return [
    targetsBeginEmpty,
    exposedSetsAreGated,
    shiftKeepsObjectives(demands),
    productionTakesItsTime(demands),
    noLabFaults(demands),
    noStandInLlm(demands),
  ];
}
