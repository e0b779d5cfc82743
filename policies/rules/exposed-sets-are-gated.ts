import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import type { FrontendGateInputs } from "../../gates/frontend/gate.ts";
import type { SmokeGateInputs } from "../../gates/smoke/gate.ts";
import type { Exposure, RevisionSet } from "../../traffic/exposure.ts";
import { FRONTEND_GATE, SMOKE_GATE, TRAFFIC_SHIFT } from "../resource-types.ts";

/** Which services of a set each gate judges (components/release.ts). */
const GATES = [
  { name: "SmokeGate", type: SMOKE_GATE, services: ["automationService", "aiPipeline"] },
  { name: "FrontendGate", type: FRONTEND_GATE, services: ["frontend"] },
] as const;

export const exposedSetsAreGated: StackValidationPolicy = {
  name: "exposed-sets-are-gated",
  description:
    "Every release set that has users has gone through a SmokeGate and a FrontendGate. Make both for each set that the " +
    "TrafficShift exposes, and have the shift depend on them (components/release.ts).",
  enforcementLevel: "mandatory",
  validateStack({ resources, notApplicable }, reportViolation) {
    const shifts = resources.filter(({ type }) => type === TRAFFIC_SHIFT);
    if (shifts.length === 0) return notApplicable("the stack shifts no traffic");
    for (const shift of shifts) {
      for (const { role, set } of exposedSets(shift.props.exposure)) {
        for (const { name, type, services } of GATES) {
          const revisions = services.map((service) => set[service] ?? `the ${service} that is missing`);
          if (!resources.some((resource) => resource.type === type && judges(resource, revisions))) {
            reportViolation(`No ${name} judges ${revisions.join(" and ")} of the ${role} set.`, shift.urn);
          }
        }
      }
    }
  },
};

/** The sets that have a share of the users. */
function exposedSets({ stable, canary, percent }: Exposure): { readonly role: string; readonly set: RevisionSet }[] {
  return [
    ...(percent < 100 ? [{ role: "stable", set: stable }] : []),
    ...(canary !== undefined && percent > 0 ? [{ role: "canary", set: canary }] : []),
  ];
}

function judges({ props }: PolicyResource, revisions: readonly string[]): boolean {
  const { subjects }: SmokeGateInputs["judged"] | FrontendGateInputs["judged"] = props.judged;
  return revisions.every((revision) => subjects.some((subject) => subject.revision === revision));
}
