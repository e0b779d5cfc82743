import type { FastifyReply, FastifyRequest } from "fastify";
import { failureOf, propagatedHeaders, type Service } from "service-chassis";
import { type PipelineAnswer, type ToolResult, toolFailure } from "../../types/execute.ts";
import { parseExecuteRequest } from "../../types/parse.ts";
import type { Pipeline } from "./pipeline.ts";

/** POST /execute: 200 whenever a pipeline ran, also when it says no; 400 for bad input, in the same shape. */
export function addExecuteRoute(service: Service, pipeline: Pipeline): void {
  const answer = (request: FastifyRequest, reply: FastifyReply, status: number, result: ToolResult) => {
    const body: PipelineAnswer = { ...result, trace_id: request.traceId };
    return reply.code(status).send(body);
  };
  service.app.post("/execute", {
    handler: async (request, reply) => {
      const parsed = parseExecuteRequest(request.body);
      if (!parsed.ok) return answer(request, reply, 400, toolFailure("validation", parsed.message));
      const context = { traffic: request.traffic, headers: propagatedHeaders(request) };
      const result = await pipeline(parsed.value, context);
      if (!result.success) service.log({ event: "execution_failed", trace_id: request.traceId, ...result.error });
      return answer(request, reply, 200, result);
    },
    errorHandler: (error, request, reply) => {
      const { status, code, message } = failureOf(error);
      return answer(request, reply, status, toolFailure(code, message));
    },
  });
}
