import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { completionFor, parseChatRequest } from "./completion.ts";
import { type DelayRange, delayAt } from "./delay.ts";

export interface LlmOptions {
  readonly delay: DelayRange;
  readonly log: (line: object) => void;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

const MAX_BODY_BYTES = 1024 * 1024;
/** Longer than the clients' pools keep an idle connection. */
const KEEP_ALIVE_MS = 65_000;

/** An OpenAI-compatible server that takes its time like a real one; not listening yet. */
export function createLlmServer({ delay, log }: LlmOptions): Server {
  const server = createServer(async (request, response) => {
    const begin = performance.now();
    const answer = await answerTo(request, delay).catch((error: unknown) => {
      log({ event: "request_aborted", path: pathOf(request), error: String(error) });
    });
    if (answer === undefined) {
      response.destroy();
      return;
    }
    const { status, body } = answer;
    // While the server closes, connections end with their current answer.
    if (!server.listening) response.setHeader("Connection", "close");
    send(response, status, body);
    log({
      event: "request",
      time: new Date().toISOString(),
      trace_id: request.headers["x-trace-id"] ?? null,
      method: request.method,
      path: pathOf(request),
      status,
      duration_ms: Math.round(performance.now() - begin),
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

/** @throws when the client goes away before it has sent its whole request. */
async function answerTo(request: IncomingMessage, delay: DelayRange): Promise<Answer> {
  const path = pathOf(request);
  if (request.method === "GET" && path === "/health")
    return { status: 200, body: { status: "healthy", service: "llm" } };
  if (request.method !== "POST" || path !== "/v1/chat/completions") {
    return failure(404, null, `no such path: ${request.method} ${path}; there is POST /v1/chat/completions`);
  }
  const text = await readBody(request);
  if (text === undefined) return failure(413, null, `the body must be at most ${MAX_BODY_BYTES} bytes`);
  const parsed = parseChatRequest(text);
  if (!parsed.ok) return failure(400, parsed.param, parsed.message);
  await sleep(delayAt(delay, Math.random()));
  return { status: 200, body: completionFor(parsed.request, Math.floor(Date.now() / 1000)) };
}

/** Undefined when it is too large; read to its end all the same, so that the answer gets through. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString("utf8") : undefined;
}

function failure(status: number, param: string | null, message: string): Answer {
  return { status, body: { error: { message, type: "invalid_request_error", param, code: null } } };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split("?", 1)[0] ?? "/";
}
