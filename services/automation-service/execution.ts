import type { PostOutcome } from "service-chassis/json-client.ts";
import { parseToolResult } from "../types/execute.ts";

/** The contract's reasons for an error, also the values of the metric's label `reason`. */
export const ERROR_REASONS = ["validation", "timeout", "bad_gateway", "upstream_error", "unknown"] as const;
export type ErrorReason = (typeof ERROR_REASONS)[number];

export type Execution =
  | { readonly kind: "done"; readonly output: string }
  | { readonly kind: "failed"; readonly reason: ErrorReason; readonly message: string };

/** What a call of ai-pipeline means for the caller of /ai/execute. */
export function executionOf(outcome: PostOutcome, timeoutMs: number): Execution {
  switch (outcome.kind) {
    case "timeout":
      return failed("timeout", `ai-pipeline did not answer within ${timeoutMs} ms`);
    case "unreachable":
      return failed("bad_gateway", `ai-pipeline is not reachable (${outcome.code})`);
    case "failed":
      return failed("unknown", "calling ai-pipeline failed; the service's log has the cause under this trace id");
    case "answer":
      return executionOfAnswer(outcome.status, outcome.body);
  }
}

function executionOfAnswer(status: number, body: unknown): Execution {
  if (status < 200 || status > 299) return failed("bad_gateway", `ai-pipeline answered with status ${status}`);
  const result = parseToolResult(body);
  if (result === undefined) return failed("unknown", "ai-pipeline's answer does not have the agreed shape");
  return result.success ? { kind: "done", output: result.output } : failed("upstream_error", result.error.message);
}

export function failed(reason: ErrorReason, message: string): Execution {
  return { kind: "failed", reason, message };
}

/** An upstream that answered "no" was reached, so that is not a gateway error. */
export function statusOf(execution: Execution): 200 | 400 | 502 {
  if (execution.kind === "done" || execution.reason === "upstream_error") return 200;
  return execution.reason === "validation" ? 400 : 502;
}
