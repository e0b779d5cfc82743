import { type GateBeforeTraffic, type GateInputs, gateLifecycle } from "../before-traffic.ts";
import { checkHealth } from "../smoke/endpoints.ts";
import { endpointOf } from "../subject.ts";
import type { Check } from "../verdict.ts";
import { checkPage } from "./page.ts";

/** Settings from stack config `gates.frontend`. */
export interface FrontendSettings {
  /** How long the track route may take to lead to the revision, and one request to be answered, in seconds. */
  readonly timeoutSeconds: number;
}

export interface FrontendGateInputs extends GateInputs {
  readonly settings: FrontendSettings;
}

async function measure({ judged, surroundings, settings }: FrontendGateInputs): Promise<Check[]> {
  const timeoutMs = settings.timeoutSeconds * 1000;
  const checks = await Promise.all(
    judged.subjects.map(async (subject) => [
      await checkHealth(endpointOf(subject), timeoutMs),
      ...Object.values(await checkPage(subject, surroundings, timeoutMs)).flat(),
    ]),
  );
  return checks.flat();
}

const gate: GateBeforeTraffic<FrontendGateInputs> = { name: "frontend", measure };

export const lifecycle = gateLifecycle(gate);
