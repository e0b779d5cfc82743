import { call, type Reply } from "./http.ts";
import { probeHeaders, type TrackRoute } from "./subject.ts";
import { authorization } from "./token/mint.ts";

/** One execution of the echo tool on a track's route, as a user asks for it, marked as the release's own. Never throws. */
export function ping({ proxy, track, jwtSecret }: TrackRoute, traceId: string, timeoutMs: number): Promise<Reply> {
  return call({
    method: "POST",
    url: `${proxy}/ai/execute`,
    headers: { ...probeHeaders(track), ...authorization(jwtSecret), "x-trace-id": traceId },
    json: { input: "ping", tool: "echo" },
    timeoutMs,
  });
}
