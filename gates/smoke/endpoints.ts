import { METRICS } from "../../monitoring/metrics.ts";
import { parseExposition } from "../exposition.ts";
import { call, describeReply, field } from "../http.ts";
import type { ServiceEndpoint } from "../subject.ts";
import type { Check } from "../verdict.ts";

/** Metrics that dashboards, alerts and gates stand on, by service. A metric without samples yet must still be declared. */
const CRITICAL_METRICS: Readonly<Record<string, readonly string[]>> = {
  "automation-service": [
    METRICS.automationServiceBuildInfo,
    METRICS.aiRequests,
    METRICS.aiRequestErrors,
    METRICS.aiRequestDuration,
  ],
  "ai-pipeline": [
    METRICS.aiPipelineBuildInfo,
    METRICS.selectorBuildInfo,
    METRICS.selectorRequests,
    METRICS.selectorSearches,
    METRICS.selectorRequestDuration,
    METRICS.selectorDbErrors,
    METRICS.selectorCacheEntries,
    METRICS.selectorCacheTtl,
    METRICS.selectorCacheEvictions,
  ],
};

/** `/health` answers 200 as this service at this version. */
export async function checkHealth(subject: ServiceEndpoint, timeoutMs: number): Promise<Check> {
  const url = `${subject.url}/health`;
  const reply = await call({ method: "GET", url, timeoutMs });
  const healthy =
    reply.kind === "answer" &&
    reply.status === 200 &&
    field(reply.body, "status") === "healthy" &&
    field(reply.body, "service") === subject.service &&
    field(reply.body, "version") === subject.version;
  return {
    name: `health of ${subject.revision}`,
    outcome: healthy ? "pass" : "fail",
    query: `GET ${url}`,
    limit: `200, healthy, ${subject.service} ${subject.version}`,
    ...(healthy ? {} : { value: describeReply(reply) }),
  };
}

export interface MetricsChecks {
  /** `/metrics` answers with Prometheus' text format. */
  readonly endpoint: Check;
  /** The text declares every critical metric; none for a service that has none of its own, as the page's. */
  readonly critical: readonly Check[];
}

/** Both are reported, whatever the other says. */
export async function checkMetrics(subject: ServiceEndpoint, timeoutMs: number): Promise<MetricsChecks> {
  const url = `${subject.url}/metrics`;
  const query = `GET ${url}`;
  const names = { endpoint: `metrics of ${subject.revision}`, critical: `critical metrics of ${subject.revision}` };
  const reply = await call({ method: "GET", url, timeoutMs });
  const text = reply.kind === "answer" && reply.status === 200 && typeof reply.body === "string" ? reply.body : "";
  const trouble = text === "" ? describeReply(reply) : complaintAbout(text);
  const declared = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]));
  const wanted = CRITICAL_METRICS[subject.service];
  const missing = wanted?.filter((metric) => !declared.has(metric)) ?? [];
  return {
    endpoint: {
      name: names.endpoint,
      outcome: trouble === undefined ? "pass" : "fail",
      query,
      limit: "200 with Prometheus text",
      value: trouble ?? `${declared.size} metrics`,
    },
    critical: wanted
      ? [
          {
            name: names.critical,
            outcome: missing.length === 0 ? "pass" : "fail",
            query,
            limit: "every critical metric declared",
            value: missing.length === 0 ? `all ${wanted.length} declared` : `${missing.join(", ")} missing`,
          },
        ]
      : [],
  };
}

/** Why it is no Prometheus text; undefined when it is. */
function complaintAbout(text: string): string | undefined {
  try {
    parseExposition(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
