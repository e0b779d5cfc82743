import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import type { Identity } from "./identity.ts";

/**
 * Answers bytes that are no HTTP request. There is no request object for them, hence no hooks and no log line; the
 * answer has the same headers and shape as any other error. One fixed list of codes keeps the caller's bytes out of it.
 */
export function answerUnparsable(identity: Identity, error: { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, message] =
    error.code === "HPE_HEADER_OVERFLOW"
      ? ["431 Request Header Fields Too Large", "the request's headers are too large"]
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? ["408 Request Timeout", "the request did not arrive in time"]
        : ["400 Bad Request", "this is not an HTTP request"];
  const traceId = randomUUID();
  const body = JSON.stringify({ error: { code: "validation", message }, trace_id: traceId });
  const head = [
    `HTTP/1.1 ${status}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Trace-Id: ${traceId}`,
    `X-Service-Version: ${identity.version}`,
    `X-Service-Revision: ${identity.revision}`,
    "Connection: close",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  // Not end(): a client that never closes its side would hold up draining.
  socket.destroySoon();
}
