import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { JsonObject, PartialObject } from "../json.ts";
import type { TableName } from "../store/entities.ts";
import { type BodyKind, bodyKind, inferTypes, parseForm, parseJsonBody } from "./body.ts";
import { SCHEMAS } from "./entities/schemas.ts";
import { AdminError } from "./errors.ts";
import { SERVER } from "./node.ts";
import { type AdminContext, type Answer, type Methods, route } from "./routing.ts";

const WITH_BODY = new Set(["POST", "PUT", "PATCH"]);
const UNSUPPORTED_TYPE =
  "<html>\r\n<head><title>415 Unsupported Media Type</title></head>\r\n<body>\r\n<center><h1>415 Unsupported Media Type</h1></center>\r\n</body>\r\n</html>\r\n";

export interface AdminServerOptions extends AdminContext {
  /** Resolves when what was written is kept; a write is answered only then. */
  saved: () => Promise<void>;
  onError: (error: unknown) => void;
}

/** Kong's Admin API over the given entities. */
export function createAdminServer(options: AdminServerOptions): Server {
  return createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const started = performance.now();
    answer(options, request)
      .catch((error: unknown) => failure(error, options.onError))
      .then((result) => send(request, response, result, started))
      .catch(options.onError);
  });
}

async function answer(options: AdminServerOptions, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://admin");
  const text = await readText(request);
  const methods = route(options, url.pathname);
  if (!methods) return { status: 404, body: { message: "Not found" } };
  const method = request.method ?? "GET";
  const kind = bodyKind(request.headers["content-type"], text !== "");
  if (WITH_BODY.has(method) && kind === "unsupported") {
    return { status: 415, text: { type: "text/html; charset=UTF-8", content: UNSUPPORTED_TYPE } };
  }
  if (method === "OPTIONS") return { status: 204, allow: allowed(methods) };
  const handler = methods[method === "HEAD" ? "GET" : method];
  if (!handler) return { status: 405, body: { message: "Method not allowed" } };
  const parsed = WITH_BODY.has(method) ? parse(kind, text) : {};
  const result = await handler({ query: url.searchParams, body: typed(kind, parsed) });
  if (method !== "GET" && method !== "HEAD") await options.saved();
  return result;
}

function allowed(methods: Methods): string {
  const names = new Set([...Object.keys(methods), "OPTIONS", ...("GET" in methods ? ["HEAD"] : [])]);
  return [...names].sort().join(", ");
}

function parse(kind: BodyKind, text: string): JsonObject | PartialObject {
  if (kind === "json") return parseJsonBody(text);
  return kind === "form" ? parseForm(text) : {};
}

function typed(kind: BodyKind, parsed: PartialObject) {
  return async (table: TableName, stored?: JsonObject): Promise<PartialObject> => {
    const named =
      table === "plugins" && stored && parsed.name === undefined ? { ...parsed, name: stored.name } : parsed;
    return kind === "form" ? inferTypes(SCHEMAS[table], named as JsonObject) : named;
  };
}

function failure(error: unknown, onError: (error: unknown) => void): Answer {
  if (error instanceof AdminError) return { status: error.status, body: error.body };
  onError(error);
  return { status: 500, body: { message: "An unexpected error occurred" } };
}

function send(request: IncomingMessage, response: ServerResponse, result: Answer, started: number): void {
  const origin = request.headers.origin;
  response.setHeader("Access-Control-Allow-Origin", origin ?? "*");
  response.setHeader("Access-Control-Allow-Credentials", "true");
  response.setHeader("X-Kong-Admin-Latency", Math.round(performance.now() - started));
  response.setHeader("Server", SERVER);
  if (result.allow !== undefined) {
    response.setHeader("Allow", result.allow);
    response.setHeader("Access-Control-Allow-Methods", result.allow);
    response.setHeader(
      "Access-Control-Allow-Headers",
      request.headers["access-control-request-headers"] ?? "Content-Type",
    );
  }
  response.statusCode = result.status;
  if (result.text) finish(response, result.text.type, result.text.content);
  else if (result.body === undefined) response.end();
  else finish(response, "application/json; charset=utf-8", JSON.stringify(result.body));
}

function finish(response: ServerResponse, type: string, content: string): void {
  response.setHeader("Content-Type", type);
  response.setHeader("Content-Length", Buffer.byteLength(content));
  response.end(content);
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
