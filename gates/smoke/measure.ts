import type { Prometheus } from "../prometheus.ts";
import type { ServiceEndpoint, TrackRoute } from "../subject.ts";
import type { Check } from "../verdict.ts";
import { checkHealth, checkMetrics } from "./endpoints.ts";
import { checkExecution } from "./execution.ts";
import { checkScraped } from "./scraped.ts";
import { checkSelector } from "./selector.ts";
import type { SmokeSettings } from "./settings.ts";

/** What the smoke gate looks at: two services that go together, on the route of their track. */
export interface SmokeSubject {
  readonly automationService: ServiceEndpoint;
  readonly aiPipeline: ServiceEndpoint;
  /** Whether ping must be answered with pong by the echo tool; else any answer of the LLM will do. */
  readonly bypassLlm: boolean;
  readonly route: TrackRoute;
}

/** The gate's checks in the suites that people know from the release's smoke test. */
export interface SmokeSuites {
  readonly health: readonly Check[];
  readonly metrics: readonly Check[];
  readonly criticalMetrics: readonly Check[];
  readonly walkingSkeleton: readonly Check[];
  readonly prometheus: readonly Check[];
}

/** Every check is run and reported, also after one has failed: whoever mends it wants to see all of it. */
export async function measureSmoke(
  { automationService, aiPipeline, bypassLlm, route }: SmokeSubject,
  prometheus: Prometheus,
  settings: SmokeSettings,
): Promise<SmokeSuites> {
  const timeoutMs = settings.timeoutSeconds * 1000;
  const services = [automationService, aiPipeline];
  const [health, metrics, execution, selector] = await Promise.all([
    Promise.all(services.map((service) => checkHealth(service, timeoutMs))),
    Promise.all(services.map((service) => checkMetrics(service, timeoutMs))),
    checkExecution(automationService, { ...route, ...settings, bypassLlm }),
    checkSelector(aiPipeline, { ...route, timeoutMs }),
  ]);
  const scraped = services.map(({ revision }, index) => ({ revision, instances: metrics[index]?.instances ?? 1 }));
  const sent = { revision: automationService.revision, probes: execution.counted };
  return {
    health,
    metrics: metrics.map(({ endpoint }) => endpoint),
    criticalMetrics: metrics.flatMap(({ critical }) => critical),
    walkingSkeleton: [...execution.checks, selector],
    prometheus: await checkScraped(prometheus, scraped, sent, settings),
  };
}
