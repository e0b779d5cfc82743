import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Registry } from "prom-client";
import { type Failure, failureOf } from "./failure.ts";
import type { Identity } from "./identity.ts";
import { type Log, logToStdout } from "./log.ts";
import { createRegistry } from "./metrics.ts";
import { type Traffic, traceIdHeader, trafficOf } from "./trace.ts";
import { answerUnparsable } from "./unparsable.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Final from the handler on; before the body is read it is the header's or a new one. */
    traceId: string;
    traffic: Traffic;
  }
}

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

export interface ServiceOptions {
  readonly identity: Identity;
  /** Each becomes the gauge `<name>_build_info`. */
  readonly buildInfo: readonly string[];
  /** Asked at each GET /health; default: always ready. */
  readonly readiness?: () => Readiness | Promise<Readiness>;
  /** Where the trace id is when there is no X-Trace-Id header, e.g. in the parsed body; default: nowhere. */
  readonly traceIdOf?: (request: FastifyRequest) => string | undefined;
  /** Bytes of a request body; default 64 KiB. */
  readonly bodyLimit?: number;
  /** Default: stdout. */
  readonly log?: Log;
}

export interface Service {
  readonly identity: Identity;
  /** Add routes and `onClose` hooks here; in tests, `app.inject`. */
  readonly app: FastifyInstance;
  /** Register metrics here. */
  readonly registry: Registry;
  readonly log: Log;
  /** From now on health says "not ready" and each answer closes its connection. */
  startDraining(): void;
  /** Requests whose response is not yet out. */
  inFlight(): number;
}

/**
 * Longer than the gateway's and any client's idle timeout (60 s is usual): it is always the client that closes a pooled
 * connection, so none is reset under a request.
 */
const KEEP_ALIVE_MS = 65_000;
/** For a client that sends its request byte by byte. */
const REQUEST_TIMEOUT_MS = 30_000;

/** An HTTP server that answers /health and /metrics, carries trace ids and logs; it is not listening yet. */
export function createService(options: ServiceOptions): Service {
  const { identity, log = logToStdout } = options;
  const registry = createRegistry(identity, options.buildInfo);
  const service = { service: identity.service, version: identity.version };
  let draining = false;

  const stamp = (request: FastifyRequest, reply: FastifyReply) => {
    reply.header("X-Trace-Id", request.traceId);
    reply.header("X-Service-Version", identity.version);
    reply.header("X-Service-Revision", identity.revision);
    if (draining) reply.header("Connection", "close");
  };

  const app = Fastify({
    bodyLimit: options.bodyLimit ?? 64 * 1024,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A request that still arrives on an open connection while draining is answered, not refused.
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => answerUnparsable(identity, error, socket),
    // Errors from before routing pass by all hooks.
    frameworkErrors: (error, request, reply: FastifyReply) => {
      request.traceId = traceIdHeader(request.headers) ?? randomUUID();
      request.traffic = trafficOf(request.headers);
      stamp(request, reply);
      log({ event: "request", ...requestFields(request), status: 400, duration_ms: round(reply.elapsedTime) });
      void reply.code(400).send(errorBody(failureOf(error), request.traceId));
    },
  });

  // Only JSON: a JSON text that is sent as text/plain must not arrive as a string.
  app.removeContentTypeParser("text/plain");
  app.decorateRequest("traceId", "");
  app.decorateRequest("traffic", "user");
  app.addHook("onRequest", (request, reply, done) => {
    request.traceId = traceIdHeader(request.headers) ?? randomUUID();
    request.traffic = trafficOf(request.headers);
    // Before the body is read: an unknown path is unknown whatever is sent there.
    if (request.is404) answerNotFound(request, reply);
    else done();
  });
  const { traceIdOf } = options;
  if (traceIdOf !== undefined) {
    app.addHook("preValidation", (request, _reply, done) => {
      if (traceIdHeader(request.headers) === undefined) request.traceId = traceIdOf(request) ?? request.traceId;
      done();
    });
  }
  app.addHook("onSend", (request, reply, payload, done) => {
    stamp(request, reply);
    done(null, payload);
  });
  app.addHook("onResponse", (request, reply, done) => {
    log({
      event: "request",
      ...requestFields(request),
      status: reply.statusCode,
      duration_ms: round(reply.elapsedTime),
    });
    done();
  });
  app.addHook("onRequestAbort", (request, done) => {
    log({ event: "request_aborted", ...requestFields(request) });
    done();
  });
  app.addHook("onError", (request, _reply, error, done) => {
    if (failureOf(error).status >= 500) log({ event: "error", trace_id: request.traceId, error: String(error.stack) });
    done();
  });

  app.setErrorHandler((error, request, reply) => {
    const failure = failureOf(error);
    return reply.code(failure.status).send(errorBody(failure, request.traceId));
  });
  app.setNotFoundHandler(answerNotFound);

  app.get("/health", async (_request, reply) => {
    const readiness = draining ? notReady("shutting down") : ((await options.readiness?.()) ?? { ready: true });
    if (readiness.ready) return { status: "healthy", ...service };
    return reply.code(503).send({ status: "unhealthy", ...service, reason: readiness.reason });
  });
  app.get("/metrics", async (_request, reply) => {
    reply.header("Content-Type", registry.contentType);
    return registry.metrics();
  });

  return {
    identity,
    app,
    registry,
    log,
    startDraining: () => {
      draining = true;
    },
    inFlight: countInFlight(app.server),
  };
}

/** By the responses' own events: they come also for requests that no hook sees, and for aborted ones. */
function countInFlight(server: Server): () => number {
  let count = 0;
  server.on("request", (_request, response) => {
    count += 1;
    response.once("close", () => {
      count -= 1;
    });
  });
  return () => count;
}

function notReady(reason: string): Readiness {
  return { ready: false, reason };
}

/** The shape of an error where the contract names no other. */
export function errorBody(failure: Pick<Failure, "code" | "message">, traceId: string): object {
  return { error: { code: failure.code, message: failure.message }, trace_id: traceId };
}

function answerNotFound(request: FastifyRequest, reply: FastifyReply): void {
  const message = `no such path: ${request.method} ${pathOf(request)}`;
  void reply.code(404).send(errorBody({ code: "not_found", message }, request.traceId));
}

/** Without the query string: it may hold what must not be in a log. */
function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? "/";
}

function requestFields(request: FastifyRequest) {
  return {
    time: new Date().toISOString(),
    trace_id: request.traceId,
    method: request.method,
    path: pathOf(request),
    traffic: request.traffic,
  };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
