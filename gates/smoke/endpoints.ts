import { METRICS } from "../../monitoring/metrics.ts";
import { parseExposition } from "../exposition.ts";
import { call, describeReply, field } from "../http.ts";
import type { SubjectRevision } from "../subject.ts";
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
export async function checkHealth(subject: SubjectRevision, timeoutMs: number): Promise<Check> {
  const query = `GET http://${subject.address}/health`;
  const reply = await call({ method: "GET", url: `http://${subject.address}/health`, timeoutMs });
  const healthy =
    reply.kind === "answer" &&
    reply.status === 200 &&
    field(reply.body, "status") === "healthy" &&
    field(reply.body, "service") === subject.service &&
    field(reply.body, "version") === subject.version;
  return {
    name: `health of ${subject.revision}`,
    outcome: healthy ? "pass" : "fail",
    query,
    limit: `200, healthy, ${subject.service} ${subject.version}`,
    ...(healthy ? {} : { value: describeReply(reply) }),
  };
}

/** `/metrics` is Prometheus text that declares every critical metric. */
export async function checkMetrics(subject: SubjectRevision, timeoutMs: number): Promise<Check> {
  const name = `metrics of ${subject.revision}`;
  const query = `GET http://${subject.address}/metrics`;
  const reply = await call({ method: "GET", url: `http://${subject.address}/metrics`, timeoutMs });
  if (reply.kind !== "answer" || reply.status !== 200 || typeof reply.body !== "string") {
    return { name, outcome: "fail", query, limit: "200 with Prometheus text", value: describeReply(reply) };
  }
  try {
    parseExposition(reply.body);
  } catch (error) {
    return { name, outcome: "fail", query, limit: "Prometheus text", note: String(error) };
  }
  const declared = new Set([...reply.body.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]));
  const missing = (CRITICAL_METRICS[subject.service] ?? []).filter((metric) => !declared.has(metric));
  return missing.length === 0
    ? { name, outcome: "pass", query, value: `${declared.size} metrics` }
    : { name, outcome: "fail", query, value: `${missing.join(", ")} missing`, limit: "every critical metric declared" };
}
