import { setTimeout as sleep } from "node:timers/promises";
import { call, describeReply, type Reply } from "../http.ts";
import { probeHeaders, type ServiceEndpoint, type TrackRoute } from "../subject.ts";
import type { Check } from "../verdict.ts";

const RETRY_MS = 100;

type Settings = TrackRoute & { readonly timeoutMs: number };

/**
 * The selector finds tools on the track route, answered by this revision of ai-pipeline. A new route is not known to every
 * worker of the gateway at once, so an answer of somebody else is asked for again until `timeoutMs` have passed.
 */
export async function checkSelector(
  subject: Pick<ServiceEndpoint, "revision">,
  { proxy, track, timeoutMs }: Settings,
): Promise<Check> {
  const deadline = Date.now() + timeoutMs;
  const isFromSubject = (reply: Reply) =>
    reply.kind === "answer" && reply.header("x-service-revision") === subject.revision;
  let reply = await search({ proxy, track, timeoutMs });
  while (!isFromSubject(reply) && Date.now() < deadline) {
    await sleep(RETRY_MS);
    reply = await search({ proxy, track, timeoutMs });
  }
  const found =
    reply.kind === "answer" &&
    reply.status === 200 &&
    isFromSubject(reply) &&
    Object.values(typeof reply.body === "object" && reply.body !== null ? reply.body : {}).some(
      (value) => Array.isArray(value) && value.length > 0,
    );
  const from = reply.kind === "answer" ? ` from ${reply.header("x-service-revision") ?? "an unnamed revision"}` : "";
  return {
    name: `selector of ${subject.revision}`,
    outcome: found ? "pass" : "fail",
    limit: `200 with ranked tools from ${subject.revision}`,
    query: `POST ${proxy}/selector/search on track ${track}`,
    ...(found ? {} : { value: `${describeReply(reply)}${from}` }),
  };
}

function search({ proxy, track, timeoutMs }: Settings): Promise<Reply> {
  return call({
    method: "POST",
    url: `${proxy}/selector/search`,
    headers: probeHeaders(track),
    json: { query: "restart a service", k: 3 },
    timeoutMs,
  });
}
