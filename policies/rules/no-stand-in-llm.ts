import type { ResourceValidationPolicy } from "@pulumi/policy";
import { knownValues } from "../known-values.ts";
import type { StackDemands } from "../stack-demands.ts";

/** Where the stand-in's program is. */
const PROGRAM = "lab/llm/";

export function noStandInLlm({ production }: StackDemands): ResourceValidationPolicy {
  return {
    name: "no-stand-in-llm",
    description:
      "On production users are answered by a real LLM. Set llm.standIn to false, and llm.baseUrl and llm.model, in the " +
      "stack's config; the key with `pulumi config set --secret llmApiKey`.",
    enforcementLevel: "advisory",
    validateResource({ name, props, notApplicable }, reportViolation) {
      if (!production) return notApplicable("this stack is not production");
      const runsStandIn = knownValues(props).some(
        ({ value }) => typeof value === "string" && value.startsWith(PROGRAM),
      );
      if (runsStandIn) reportViolation(`${name} runs the stand-in of ${PROGRAM}.`);
    },
  };
}
