import type { ResourceValidationPolicy } from "@pulumi/policy";
import { bareProperties } from "../known-values.ts";
import { CLAIM, STATEFUL_SET, VOLUME } from "../resource-types.ts";
import type { StackDemands } from "../stack-demands.ts";

export function dataIsProtected({ production }: StackDemands): ResourceValidationPolicy {
  return {
    name: "data-is-protected",
    description:
      "On production whatever holds data is protected, so that no update and no destroy takes it away. Give the resource the " +
      "option protect: true.",
    enforcementLevel: "mandatory",
    validateResource({ type, name, props, opts, notApplicable }, reportViolation) {
      if (!holdsData(type, props)) return notApplicable("it holds no data");
      if (!production) return notApplicable("this stack is not production");
      if (!opts.protect) reportViolation(`${name} holds data and is not protected; set its option protect to true.`);
    },
  };
}

function holdsData(type: string, props: object): boolean {
  if (type === CLAIM || type === VOLUME) return true;
  if (type !== STATEFUL_SET) return false;
  const { volumeClaimTemplates = [] } = (bareProperties(props).spec ?? {}) as { volumeClaimTemplates?: object[] };
  return volumeClaimTemplates.length > 0;
}
