import { type GateBeforeTraffic, type GateInputs, gateLifecycle } from "../before-traffic.ts";
import { prometheusAt } from "../prometheus.ts";
import type { SubjectRevision } from "../subject.ts";
import type { Check } from "../verdict.ts";
import { checkHealth, checkMetrics } from "./endpoints.ts";
import { checkExecution } from "./execution.ts";
import { checkScraped } from "./scraped.ts";
import { checkSelector } from "./selector.ts";
import type { SmokeSettings } from "./settings.ts";

export interface SmokeGateInputs extends GateInputs {
  readonly settings: SmokeSettings;
}

/** Every check is run and reported, also after one has failed: whoever mends it wants to see all of it. */
async function measure(inputs: SmokeGateInputs): Promise<Check[]> {
  const { judged, surroundings, settings } = inputs;
  const automation = subjectOf(inputs, "automation-service");
  const pipeline = subjectOf(inputs, "ai-pipeline");
  const timeoutMs = settings.timeoutSeconds * 1000;
  const [endpoints, execution, selector] = await Promise.all([
    Promise.all(
      judged.subjects.flatMap((subject) => [checkHealth(subject, timeoutMs), checkMetrics(subject, timeoutMs)]),
    ),
    checkExecution(automation, { ...surroundings, ...settings, bypassLlm: judged.bypassLlm }),
    checkSelector(pipeline, { ...surroundings, timeoutMs }),
  ]);
  const scraped = await checkScraped(
    prometheusAt(surroundings.prometheus),
    judged.subjects,
    { revision: automation.revision, probes: execution.counted },
    settings.scrapeTimeoutSeconds,
  );
  return [...endpoints, ...execution.checks, selector, ...scraped];
}

function subjectOf({ judged }: SmokeGateInputs, service: string): SubjectRevision {
  const subject = judged.subjects.find((candidate) => candidate.service === service);
  if (!subject)
    throw new Error(`the smoke gate judges automation-service and ai-pipeline; ${service} is not among its subjects`);
  return subject;
}

const gate: GateBeforeTraffic<SmokeGateInputs> = { name: "smoke", measure };

export const lifecycle = gateLifecycle(gate);
