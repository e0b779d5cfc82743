import { METRICS } from "../../monitoring/metrics.ts";
import { parseExposition } from "../exposition.ts";
import { describeReply, field, type Reply } from "../http.ts";
import { askEveryInstance, type InstanceReply } from "../instances.ts";
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

/** `/health` of every instance answers 200 as this service at this version. */
export async function checkHealth(subject: ServiceEndpoint, timeoutMs: number): Promise<Check> {
  const replies = await askEveryInstance(subject, "/health", timeoutMs);
  const sick = replies.find(({ reply }) => !isHealthy(subject, reply));
  return {
    name: `health of ${subject.revision}`,
    outcome: sick ? "fail" : "pass",
    query: `GET ${subject.url}/health`,
    limit: `200, healthy, ${subject.service} ${subject.version}`,
    ...(sick ? { value: `${describeReply(sick.reply)}${among(replies, sick)}` } : {}),
  };
}

function isHealthy(subject: ServiceEndpoint, reply: Reply): boolean {
  return (
    reply.kind === "answer" &&
    reply.status === 200 &&
    field(reply.body, "status") === "healthy" &&
    field(reply.body, "service") === subject.service &&
    field(reply.body, "version") === subject.version
  );
}

/** Which instance it was, where there are several. */
function among(replies: readonly InstanceReply[], { url }: InstanceReply): string {
  return replies.length === 1 ? "" : ` from ${url}, one of ${replies.length} instances`;
}

export interface MetricsChecks {
  /** How many instances were asked; Prometheus must scrape as many. */
  readonly instances: number;
  /** `/metrics` of every instance answers with Prometheus' text format. */
  readonly endpoint: Check;
  /** The text declares every critical metric; none for a service that has none of its own, as the page's. */
  readonly critical: readonly Check[];
}

/** Both are reported, whatever the other says. */
export async function checkMetrics(subject: ServiceEndpoint, timeoutMs: number): Promise<MetricsChecks> {
  const query = `GET ${subject.url}/metrics`;
  const names = { endpoint: `metrics of ${subject.revision}`, critical: `critical metrics of ${subject.revision}` };
  const replies = await askEveryInstance(subject, "/metrics", timeoutMs);
  const seen = replies.map((asked) => ({ asked, ...read(asked.reply) }));
  const bad = seen.find(({ trouble }) => trouble !== undefined);
  const wanted = CRITICAL_METRICS[subject.service];
  const missing = wanted?.filter((metric) => !seen.every(({ declared }) => declared.has(metric))) ?? [];
  return {
    instances: replies.length,
    endpoint: {
      name: names.endpoint,
      outcome: bad ? "fail" : "pass",
      query,
      limit: "200 with Prometheus text",
      value: bad ? `${bad.trouble}${among(replies, bad.asked)}` : describeSizes(seen),
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

/** What an instance declares, and what is wrong with its answer. */
function read(reply: Reply): { declared: ReadonlySet<string | undefined>; trouble: string | undefined } {
  const text = reply.kind === "answer" && reply.status === 200 && typeof reply.body === "string" ? reply.body : "";
  return {
    declared: new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1])),
    trouble: text === "" ? describeReply(reply) : complaintAbout(text),
  };
}

function describeSizes(seen: readonly { readonly declared: ReadonlySet<unknown> }[]): string {
  const fewest = Math.min(...seen.map(({ declared }) => declared.size));
  return `${fewest} metrics${seen.length === 1 ? "" : ` at least, from ${seen.length} instances`}`;
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
