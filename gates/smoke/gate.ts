import { type GateBeforeTraffic, type GateInputs, gateLifecycle } from "../before-traffic.ts";
import { prometheusAt } from "../prometheus.ts";
import { endpointOf, type ServiceEndpoint } from "../subject.ts";
import type { Check } from "../verdict.ts";
import { measureSmoke } from "./measure.ts";
import type { SmokeSettings } from "./settings.ts";

export interface SmokeGateInputs extends GateInputs {
  readonly settings: SmokeSettings;
}

async function measure(inputs: SmokeGateInputs): Promise<Check[]> {
  const { judged, surroundings, settings } = inputs;
  const subject = {
    automationService: subjectOf(inputs, "automation-service"),
    aiPipeline: subjectOf(inputs, "ai-pipeline"),
    bypassLlm: judged.bypassLlm,
    route: surroundings,
  };
  return Object.values(await measureSmoke(subject, prometheusAt(surroundings.prometheus), settings)).flat();
}

function subjectOf({ judged }: SmokeGateInputs, service: string): ServiceEndpoint {
  const subject = judged.subjects.find((candidate) => candidate.service === service);
  if (!subject)
    throw new Error(`the smoke gate judges automation-service and ai-pipeline; ${service} is not among its subjects`);
  return endpointOf(subject);
}

const gate: GateBeforeTraffic<SmokeGateInputs> = { name: "smoke", measure };

export const lifecycle = gateLifecycle(gate);
