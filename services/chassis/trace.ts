import type { IncomingHttpHeaders } from "node:http";

/** Whose traffic a request is: gates judge a revision by what users met, so probes are counted apart. */
export const TRAFFIC_KINDS = ["user", "probe"] as const;
export type Traffic = (typeof TRAFFIC_KINDS)[number];

/** A trace id goes into headers and log lines of several services: visible ASCII, at most 128 characters. */
const TRACE_ID = /^[\x21-\x7e]{1,128}$/;

export function isTraceId(value: unknown): value is string {
  return typeof value === "string" && TRACE_ID.test(value);
}

/** The caller's trace id; a malformed one counts as absent. */
export function traceIdHeader(headers: IncomingHttpHeaders): string | undefined {
  const value = headers["x-trace-id"];
  return isTraceId(value) ? value : undefined;
}

/** Any value of X-Release-Probe, also an empty one, makes a request a probe. */
export function trafficOf(headers: IncomingHttpHeaders): Traffic {
  return headers["x-release-probe"] === undefined ? "user" : "probe";
}

/** The headers that a service passes on to the services it calls for this request. */
export function propagatedHeaders(request: { traceId: string; headers: IncomingHttpHeaders }): Record<string, string> {
  const probe = request.headers["x-release-probe"];
  const trace = { "x-trace-id": request.traceId };
  return probe === undefined ? trace : { ...trace, "x-release-probe": String(probe) };
}

/** The caller's trace id in a parsed body's `trace_id`, for services that accept it there too. */
export function traceIdInBody(body: unknown): string | undefined {
  const value = typeof body === "object" && body !== null && "trace_id" in body ? body.trace_id : undefined;
  return isTraceId(value) ? value : undefined;
}
