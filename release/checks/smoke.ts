import { prometheusAt } from "../../gates/prometheus.ts";
import { checkHealth } from "../../gates/smoke/endpoints.ts";
import { measureSmoke } from "../../gates/smoke/measure.ts";
import type { SmokeSettings } from "../../gates/smoke/settings.ts";
import type { Place } from "./addresses.ts";
import type { Suite } from "./report.ts";
import type { Subject } from "./subject.ts";

export const SMOKE_PLACES: readonly Place[] = [
  "automation-service",
  "ai-pipeline",
  "frontend",
  "gateway",
  "prometheus",
];

/**
 * The smoke gate's own measurement of a release that runs, and the page's health beside it.
 *
 * @param jwtSecret what tokens are signed by, where the gateway asks for them
 */
export async function smokeSuites(
  subject: Subject,
  settings: SmokeSettings,
  jwtSecret: string | undefined,
): Promise<Suite[]> {
  const route = {
    proxy: subject.address("gateway").url,
    track: subject.track,
    ...(jwtSecret === undefined ? {} : { jwtSecret }),
  };
  const [suites, pageHealth] = await Promise.all([
    measureSmoke(
      {
        automationService: subject.endpoint("automation-service"),
        aiPipeline: subject.endpoint("ai-pipeline"),
        bypassLlm: subject.bypassLlm,
        route,
      },
      prometheusAt(subject.address("prometheus").url),
      settings,
    ),
    checkHealth(subject.endpoint("frontend"), settings.timeoutSeconds * 1000),
  ]);
  return [
    { title: "1. Health Checks", checks: [...suites.health, pageHealth] },
    { title: "2. Metrics Endpoints", checks: suites.metrics },
    { title: "3. Critical Metrics Presence", checks: suites.criticalMetrics },
    { title: "4. Walking Skeleton Test", checks: suites.walkingSkeleton },
    { title: "5. Prometheus Query Test", checks: suites.prometheus },
  ];
}
