import { Counter, Histogram, type Registry } from "prom-client";
import { TRAFFIC_KINDS, type Traffic } from "service-chassis";
import { isToolName, type ToolName } from "../types/tool-names.ts";
import { ERROR_REASONS, type ErrorReason, type Execution } from "./execution.ts";

/** 1 and 2 are the edges of the latency SLOs: a gate counts above them and never interpolates. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 5, 10, 30, 60];

export type ToolLabel = ToolName | "other";

/** What a request counts under; `tool` is what the caller named, undefined when that could not be read. */
export interface Counted {
  readonly tool: string | undefined;
  readonly traffic: Traffic;
  readonly seconds: number;
}

export interface ExecutionMetrics {
  record(execution: Execution, counted: Counted): void;
}

export function toolLabel(tool: string | undefined): ToolLabel {
  return tool !== undefined && isToolName(tool) ? tool : "other";
}

export function createExecutionMetrics(registry: Registry): ExecutionMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: "ai_requests_total",
    help: "Requests to /ai/execute. Bad input counts as an error with the reason validation.",
    labelNames: ["status", "tool", "traffic"],
    registers,
  });
  const errors = new Counter({
    name: "ai_request_errors_total",
    help: "Requests to /ai/execute with status error, by reason.",
    labelNames: ["reason", "tool", "traffic"],
    registers,
  });
  const duration = new Histogram({
    name: "ai_request_duration_seconds",
    help: "Time from request to answer, without bad input: it is never executed and would make executions look fast.",
    labelNames: ["tool", "traffic"],
    buckets: DURATION_BUCKETS,
    registers,
  });

  // Series that exist before their first event: otherwise a rate misses that event. Only for the default tool, the
  // other names would be some thousand idle series.
  for (const traffic of TRAFFIC_KINDS) {
    const labels = { tool: "echo", traffic };
    for (const status of ["success", "error"]) requests.inc({ status, ...labels }, 0);
    for (const reason of ERROR_REASONS) errors.inc({ reason, ...labels }, 0);
    duration.zero(labels);
  }

  const countError = (reason: ErrorReason, labels: { tool: ToolLabel; traffic: Traffic }) => {
    requests.inc({ status: "error", ...labels });
    errors.inc({ reason, ...labels });
  };
  return {
    record(execution, { tool, traffic, seconds }) {
      const labels = { tool: toolLabel(tool), traffic };
      if (execution.kind === "done") requests.inc({ status: "success", ...labels });
      else countError(execution.reason, labels);
      if (execution.kind === "done" || execution.reason !== "validation") duration.observe(labels, seconds);
    },
  };
}
