import { call, describeReply, type Reply } from "../http.ts";
import { untilSteady } from "../steady.ts";
import { probeHeaders, type ServiceEndpoint, type TrackRoute } from "../subject.ts";
import type { Check } from "../verdict.ts";

/** The selector finds tools on the track route, answered by this revision of ai-pipeline within `timeoutMs`. */
export async function checkSelector(
  subject: Pick<ServiceEndpoint, "revision">,
  { proxy, track, timeoutMs }: TrackRoute & { readonly timeoutMs: number },
): Promise<Check> {
  const search = () =>
    call({
      method: "POST",
      url: `${proxy}/selector/search`,
      headers: probeHeaders(track),
      json: { query: "restart a service", k: 3 },
      timeoutMs,
    });
  const isFromSubject = (reply: Reply) =>
    reply.kind === "answer" && reply.header("x-service-revision") === subject.revision;
  const { reply, held } = await untilSteady(search, isFromSubject, { steady: 1, timeoutMs });
  const found =
    reply.kind === "answer" &&
    reply.status === 200 &&
    held &&
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
