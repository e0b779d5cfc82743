import type { Exchange, PluginHandler } from "./handler.ts";

interface Config {
  origins: string[] | null;
  headers: string[] | null;
  exposed_headers: string[] | null;
  methods: string[] | null;
  max_age: number | null;
  credentials: boolean;
  private_network: boolean;
  preflight_continue: boolean;
}

const PLAIN_ORIGIN = /^[A-Za-z0-9.:/-]+$/;

/** Cross-origin headers, and answers to preflight requests (kong/plugins/cors/handler.lua). */
export const cors: PluginHandler = {
  name: "cors",
  priority: 2000,
  create(raw) {
    const config = raw as unknown as Config;
    return {
      access(exchange) {
        if (!isPreflight(exchange) || config.preflight_continue) return undefined;
        answerPreflight(config, exchange);
        return { kind: "empty", status: 200 };
      },
      respond(exchange) {
        if (isPreflight(exchange)) return;
        allowOrigin(config, exchange);
        if (config.exposed_headers?.length) {
          exchange.responseHeaders["access-control-expose-headers"] = config.exposed_headers.join(",");
        }
      },
    };
  },
};

function isPreflight({ method, headers }: Exchange): boolean {
  return method === "OPTIONS" && !!headers.origin && !!headers["access-control-request-method"];
}

function answerPreflight(config: Config, exchange: Exchange): void {
  const answer = exchange.responseHeaders;
  allowOrigin(config, exchange);
  const allowedHeaders = config.headers?.length
    ? config.headers.join(",")
    : exchange.headers["access-control-request-headers"];
  if (allowedHeaders) answer["access-control-allow-headers"] = allowedHeaders;
  const methods = config.methods ?? ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS", "TRACE", "CONNECT"];
  answer["access-control-allow-methods"] = methods.join(",");
  if (config.max_age !== null) answer["access-control-max-age"] = String(config.max_age);
  if (config.private_network && exchange.headers["access-control-request-private-network"] === "true") {
    answer["access-control-allow-private-network"] = "true";
  }
}

function allowOrigin(config: Config, { headers, responseHeaders }: Exchange): void {
  const origins = config.origins ?? [];
  const requested = typeof headers.origin === "string" ? headers.origin : undefined;
  const any = origins.length === 0 || origins.includes("*");
  if (!(origins.length === 0 || (origins.length === 1 && any))) responseHeaders.vary = "Origin";
  const allowed = any ? "*" : allowedOrigin(origins, requested);
  if (allowed !== undefined) responseHeaders["access-control-allow-origin"] = allowed;
  if (!config.credentials) return;
  if (!any) responseHeaders["access-control-allow-credentials"] = "true";
  else if (requested !== undefined) {
    // A wildcard is not valid together with credentials: the origin itself is named.
    responseHeaders.vary = "Origin";
    responseHeaders["access-control-allow-origin"] = requested;
    responseHeaders["access-control-allow-credentials"] = "true";
  }
}

function allowedOrigin(origins: readonly string[], requested: string | undefined): string | undefined {
  const [first] = origins;
  if (origins.length === 1 && first !== undefined && PLAIN_ORIGIN.test(first)) return first;
  if (requested === undefined) return undefined;
  const { origin, host } = normalize(requested);
  return origins.some((entry) => matches(entry, origin, host)) ? origin : undefined;
}

function matches(entry: string, origin: string, host: string): boolean {
  if (PLAIN_ORIGIN.test(entry)) return normalize(entry).origin === origin;
  const pattern = `^(?:${entry.replace(/^\^/, "").replace(/\$$/, "")})$`;
  return new RegExp(pattern).test(entry.includes(":") ? origin : host);
}

/** An origin without the port that its scheme implies. */
function normalize(text: string): { origin: string; host: string } {
  const parts = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?([^:/]+)(?::(\d+))?/.exec(text);
  if (!parts?.[1]) return { origin: text, host: text };
  const [, scheme, host = "", port] = parts;
  const implied = (scheme === "http" && port === "80") || (scheme === "https" && port === "443");
  return { origin: `${scheme}://${host}${port === undefined || implied ? "" : `:${port}`}`, host };
}
