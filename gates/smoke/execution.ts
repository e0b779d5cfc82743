import { randomUUID } from "node:crypto";
import { METRICS, TRAFFIC } from "../../monitoring/metrics.ts";
import { inTurn } from "../executions.ts";
import { parseExposition, total } from "../exposition.ts";
import { call, describeReply, field, type Reply } from "../http.ts";
import { askEveryInstance } from "../instances.ts";
import { ping } from "../ping.ts";
import { untilSteady } from "../steady.ts";
import { probeHeaders, type ServiceEndpoint, type TrackRoute } from "../subject.ts";
import { authorization } from "../token/mint.ts";
import { explainRefusal } from "../token/refusal.ts";
import type { Check } from "../verdict.ts";
import type { SmokeSettings } from "./settings.ts";

export interface ExecutionChecks {
  readonly checks: readonly Check[];
  /**
   * The revision's counter of probes after the last ping, over all instances, for Prometheus to have seen; undefined if it
   * could not be read.
   */
  readonly counted: number | undefined;
}

/** Answers in a row from the right revision before a track route is taken to lead there: the gateway has several workers. */
const STEADY_ANSWERS = 5;

type Settings = TrackRoute & Pick<SmokeSettings, "pings" | "timeoutSeconds"> & { readonly bypassLlm: boolean };

/**
 * ping → pong on the track route: answered by this revision, with the trace id back in header and body, and counted by
 * this revision exactly as often as it was sent.
 */
export async function checkExecution(subject: ServiceEndpoint, settings: Settings): Promise<ExecutionChecks> {
  const lead = await leadsThere(subject, settings);
  const { before, replies, after } = await inTurn(settings.proxy, () => pingAndCount(subject, settings));
  const rise = before === undefined || after === undefined ? undefined : after - before;
  const query = `POST ${settings.proxy}/ai/execute on track ${settings.track}`;
  const all = (name: string, limit: string, good: (reply: Reply, traceId: string) => boolean): Check => {
    const bad = replies.filter(({ reply, traceId }) => !good(reply, traceId));
    return {
      name: `${name} of ${subject.revision}`,
      outcome: bad.length === 0 ? "pass" : "fail",
      limit,
      samples: replies.length,
      query,
      ...(bad[0] ? { value: `${bad.length} of ${replies.length} not so: ${describeReply(bad[0].reply)}` } : {}),
    };
  };
  const refusal = explainRefusal(
    replies.map(({ reply }) => reply),
    settings.jwtSecret !== undefined,
  );
  const checks: Check[] = [
    lead,
    all("execution", settings.bypassLlm ? 'ping answered "pong"' : "success with a non-empty output", (reply) =>
      succeeded(reply, settings.bypassLlm),
    ),
    all("trace id", "the one that was sent, in header and body", (reply, traceId) => carries(reply, traceId)),
    {
      name: `request counter of ${subject.revision}`,
      outcome: rise === settings.pings ? "pass" : "fail",
      value: rise === undefined ? "could not be read" : `+${rise}`,
      limit: `+${settings.pings}, as many as were sent`,
      query: `${METRICS.aiRequests}{traffic="${TRAFFIC.probe}"} at ${subject.url}/metrics`,
    },
  ];
  return { counted: after, checks: checks.map((check) => withRefusal(check, refusal)) };
}

/** A request that the gateway keeps back says nothing about the revision: what fails then could not be measured. */
function withRefusal(check: Check, refusal: string | undefined): Check {
  return refusal === undefined || check.outcome !== "fail" ? check : { ...check, outcome: "error", note: refusal };
}

async function pingAndCount(subject: ServiceEndpoint, settings: Settings) {
  const before = await probesCounted(subject, settings);
  const replies = await Promise.all(
    Array.from({ length: settings.pings }, async () => {
      const traceId = randomUUID();
      return { traceId, reply: await ping(settings, traceId, settings.timeoutSeconds * 1000) };
    }),
  );
  return { before, replies, after: await probesCounted(subject, settings) };
}

async function leadsThere(subject: ServiceEndpoint, settings: Settings): Promise<Check> {
  const timeoutMs = settings.timeoutSeconds * 1000;
  // A GET is no execution: whoever serves the path answers at once, names itself, and counts nothing.
  const ask = () =>
    call({
      method: "GET",
      url: `${settings.proxy}/ai/execute`,
      headers: { ...probeHeaders(settings.track), ...authorization(settings.jwtSecret) },
      timeoutMs,
    });
  const revisionOf = (reply: Reply) => (reply.kind === "answer" ? reply.header("x-service-revision") : undefined);
  const { reply, held } = await untilSteady(ask, (each) => revisionOf(each) === subject.revision, {
    steady: STEADY_ANSWERS,
    timeoutMs,
  });
  return {
    name: `track route ${settings.track} to ${subject.revision}`,
    outcome: held ? "pass" : "fail",
    value: revisionOf(reply) ?? describeReply(reply),
    limit: `answers come from ${subject.revision} within ${settings.timeoutSeconds} s`,
    query: `GET ${settings.proxy}/ai/execute on track ${settings.track}`,
  };
}

function succeeded(reply: Reply, bypassLlm: boolean): boolean {
  if (reply.kind !== "answer" || reply.status !== 200 || field(reply.body, "success") !== true) return false;
  const output = field(reply.body, "output");
  return bypassLlm ? output === "pong" : typeof output === "string" && output.trim() !== "";
}

function carries(reply: Reply, traceId: string): boolean {
  return reply.kind === "answer" && reply.header("x-trace-id") === traceId && field(reply.body, "trace_id") === traceId;
}

/** Over all instances: whichever of them a ping reaches counts it. */
async function probesCounted(subject: ServiceEndpoint, settings: Settings): Promise<number | undefined> {
  const replies = await askEveryInstance(subject, "/metrics", settings.timeoutSeconds * 1000);
  try {
    return replies.reduce((sum, { reply }) => {
      if (reply.kind !== "answer" || typeof reply.body !== "string") throw new Error("no text");
      return sum + total(parseExposition(reply.body), METRICS.aiRequests, { traffic: TRAFFIC.probe });
    }, 0);
  } catch {
    // What is wrong with it is reported by the check of /metrics; here it means only: not readable.
    return undefined;
  }
}
