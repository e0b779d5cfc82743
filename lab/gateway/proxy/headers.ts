import type { IncomingHttpHeaders } from "node:http";
import { SERVER } from "../admin/node.ts";
import type { Exchange } from "../plugins/handler.ts";

export type Headers = Record<string, string | string[]>;

/** Headers that belong to one connection, not to the message (RFC 9110, 7.6.1), and those that Node answers itself. */
const HOP_BY_HOP = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Copies a message's headers without those of its connection, named by the standard or by the message itself. */
export function endToEnd(headers: IncomingHttpHeaders): Headers {
  const named = headers.connection?.toLowerCase().split(/\s*,\s*/);
  const result: Headers = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !HOP_BY_HOP.has(name) && !named?.includes(name)) result[name] = value;
  }
  return result;
}

export interface Forwarded {
  host: string;
  path: string;
  prefix: string | undefined;
  httpVersion: string;
}

/** What the target learns of the client. No client is trusted to tell it itself, but for the chain of addresses. */
export function addForwarded(exchange: Exchange, { host, path, prefix, httpVersion }: Forwarded): void {
  const headers = exchange.upstreamHeaders;
  const via = `${httpVersion} ${SERVER}`;
  const chain = headers["x-forwarded-for"];
  headers["x-forwarded-for"] = chain ? `${chain}, ${exchange.clientIp}` : exchange.clientIp;
  headers["x-forwarded-proto"] = "http";
  headers["x-forwarded-host"] = host;
  headers["x-forwarded-port"] = String(exchange.proxyPort);
  headers["x-forwarded-path"] = path;
  delete headers["x-forwarded-prefix"];
  if (prefix !== undefined && prefix !== "/") headers["x-forwarded-prefix"] = prefix;
  headers["x-real-ip"] = exchange.clientIp;
  headers["x-kong-request-id"] = exchange.id;
  headers.via = headers.via ? `${headers.via}, ${via}` : via;
}

/** The Host header for a target: its name and port, as nginx leaves out the port that the scheme implies. */
export function hostHeader(name: string, port: number, scheme: string): string {
  const host = name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
  return (scheme === "http" && port === 80) || (scheme === "https" && port === 443) ? host : `${host}:${port}`;
}
