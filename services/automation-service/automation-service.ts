import type { FastifyReply, FastifyRequest } from "fastify";
import {
  createService,
  failureOf,
  type Identity,
  type Log,
  propagatedHeaders,
  type Service,
  traceIdInBody,
} from "service-chassis";
import { createJsonClient } from "service-chassis/json-client.ts";
import { DEFAULT_TOOL, parseExecuteRequest, requestedTool } from "../types/parse.ts";
import { type Execution, executionOf, failed, statusOf } from "./execution.ts";
import { createExecutionMetrics } from "./metrics.ts";
import type { Settings } from "./settings.ts";

/** The body of every answer of POST /ai/execute, whatever the status. */
export interface ExecuteAnswer {
  readonly success: boolean;
  readonly output: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly trace_id: string;
  /** Milliseconds, fractional. */
  readonly duration_ms: number;
  readonly tool: string;
}

export function createAutomationService(identity: Identity, settings: Settings, log?: Log): Service {
  const service = createService({
    identity,
    buildInfo: ["automation_service"],
    traceIdOf: (request) => traceIdInBody(request.body),
    log,
  });
  const metrics = createExecutionMetrics(service.registry);
  const aiPipeline = createJsonClient(settings.aiPipelineBaseUrl, settings.execTimeoutMs);
  service.app.addHook("onClose", () => aiPipeline.close());

  const answer = (request: FastifyRequest, reply: FastifyReply, execution: Execution) => {
    const tool = requestedTool(request.body);
    const { traceId, traffic } = request;
    const milliseconds = reply.elapsedTime;
    metrics.record(execution, { tool, traffic, seconds: milliseconds / 1000 });
    const done = execution.kind === "done";
    const body: ExecuteAnswer = {
      success: done,
      output: done ? execution.output : null,
      error: done ? null : { code: execution.reason, message: execution.message },
      trace_id: traceId,
      duration_ms: Math.round(milliseconds * 1000) / 1000,
      tool: tool ?? DEFAULT_TOOL,
    };
    return reply.code(statusOf(execution)).send(body);
  };

  const execute = async (request: FastifyRequest): Promise<Execution> => {
    const parsed = parseExecuteRequest(request.body);
    if (!parsed.ok) return failed("validation", parsed.message);
    const body = { ...parsed.value, trace_id: request.traceId };
    const outcome = await aiPipeline.post("/execute", body, propagatedHeaders(request));
    const execution = executionOf(outcome, settings.execTimeoutMs);
    if (execution.kind === "failed") {
      const cause = outcome.kind === "failed" ? { cause: String(outcome.cause) } : {};
      const { reason, message } = execution;
      service.log({ event: "execution_failed", trace_id: request.traceId, reason, message, ...cause });
    }
    return execution;
  };

  service.app.post("/ai/execute", {
    handler: async (request, reply) => answer(request, reply, await execute(request)),
    errorHandler: (error, request, reply) => {
      const failure = failureOf(error);
      return answer(request, reply, failed(failure.code === "validation" ? "validation" : "unknown", failure.message));
    },
  });
  return service;
}
