import type { ServiceKey } from "../../components/platforms/platform.ts";
import { checkPage } from "../../gates/frontend/page.ts";
import { checkHealth, checkMetrics } from "../../gates/smoke/endpoints.ts";
import { checkExecution } from "../../gates/smoke/execution.ts";
import { checkSelector } from "../../gates/smoke/selector.ts";
import type { ServiceEndpoint, TrackRoute } from "../../gates/subject.ts";
import type { Check } from "../../gates/verdict.ts";
import type { Container } from "./containers.ts";

const PINGS = 5;
const TIMEOUT_SECONDS = 15;
const timeoutMs = TIMEOUT_SECONDS * 1000;

/** What the gates before traffic ask of the service by the way that its users come. */
const USES: Readonly<Record<ServiceKey, (subject: ServiceEndpoint, route: TrackRoute) => Promise<readonly Check[]>>> = {
  automationService: async (subject, route) => {
    const settings = { ...route, pings: PINGS, timeoutSeconds: TIMEOUT_SECONDS, bypassLlm: true };
    return (await checkExecution(subject, settings)).checks;
  },
  aiPipeline: async (subject, route) => [await checkSelector(subject, { ...route, timeoutMs })],
  frontend: async (subject, route) => Object.values(await checkPage(subject, route, timeoutMs)).flat(),
};

/**
 * Everything that the gates before traffic can ask without a gateway and a Prometheus, of each container at its own
 * address. ai-pipeline must run with FEATURE_BYPASS_LLM=true, and be what automation-service calls.
 */
export async function checkContainers(containers: readonly Container[]): Promise<Check[]> {
  return (await Promise.all(containers.map(checkContainer))).flat();
}

async function checkContainer(container: Container): Promise<readonly Check[]> {
  if (container.kind === "not running") {
    const note = "it is not running, so that nothing more could be asked of it";
    return [{ name: `container of ${container.revision}`, outcome: "fail", note }];
  }
  const { service, subject } = container;
  const [health, metrics, uses] = await Promise.all([
    checkHealth(subject, timeoutMs),
    checkMetrics(subject, timeoutMs),
    USES[service.key](subject, { proxy: subject.url, track: "stable" }),
  ]);
  return [health, metrics.endpoint, ...metrics.critical, ...uses];
}
