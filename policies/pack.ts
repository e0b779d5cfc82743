import type { Policies } from "@pulumi/policy";
import { adminApiNotExposed } from "./rules/admin-api-not-exposed.ts";
import { dataIsProtected } from "./rules/data-is-protected.ts";
import { exposedSetsAreGated } from "./rules/exposed-sets-are-gated.ts";
import { flagByPromotion } from "./rules/flag-by-promotion.ts";
import { flagIsRetired } from "./rules/flag-is-retired.ts";
import { gatesAreNotWeakened } from "./rules/gates-are-not-weakened.ts";
import { imagesByDigest } from "./rules/images-by-digest.ts";
import { imagesNameAVersion } from "./rules/images-name-a-version.ts";
import { noLabFaults } from "./rules/no-lab-faults.ts";
import { noPlaintextSecrets } from "./rules/no-plaintext-secrets.ts";
import { noPrivileges } from "./rules/no-privileges.ts";
import { noStandInLlm } from "./rules/no-stand-in-llm.ts";
import { phasesInOrder } from "./rules/phases-in-order.ts";
import { productionTakesItsTime } from "./rules/production-takes-its-time.ts";
import { shiftKeepsObjectives } from "./rules/shift-keeps-objectives.ts";
import { targetsBeginEmpty } from "./rules/targets-begin-empty.ts";
import { weightsAreWhole } from "./rules/weights-are-whole.ts";
import { workloadsHaveLimits } from "./rules/workloads-have-limits.ts";
import { workloadsHaveProbes } from "./rules/workloads-have-probes.ts";
import type { StackDemands } from "./stack-demands.ts";

/** The pack's policies; each is there on every stack, and says where it does not apply. */
export function policiesFor(demands: StackDemands): Policies {
  return [...ofTraffic(demands), ...ofWorkloads(demands)];
}

/** What a release may do with users. */
function ofTraffic(demands: StackDemands): Policies {
  return [
    weightsAreWhole,
    phasesInOrder(demands),
    flagByPromotion,
    flagIsRetired,
    targetsBeginEmpty,
    exposedSetsAreGated,
    shiftKeepsObjectives(demands),
    gatesAreNotWeakened(demands),
    productionTakesItsTime(demands),
    noLabFaults(demands),
    noStandInLlm(demands),
  ];
}

/** How workloads may run. */
function ofWorkloads(demands: StackDemands): Policies {
  return [
    imagesNameAVersion,
    imagesByDigest(demands),
    workloadsHaveLimits,
    workloadsHaveProbes,
    noPrivileges,
    adminApiNotExposed,
    dataIsProtected(demands),
    noPlaintextSecrets,
  ];
}
