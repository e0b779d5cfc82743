import type { Traffic } from "service-chassis";
import type { ExecuteRequest, ToolResult } from "../../types/execute.ts";

/** What a pipeline needs to know of the HTTP request besides its body. */
export interface PipelineContext {
  readonly traffic: Traffic;
  /** Passed on to whatever the pipeline calls. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Runs a tool; whatever goes wrong is a result with `success: false`, never an exception. */
export type Pipeline = (request: ExecuteRequest, context: PipelineContext) => Promise<ToolResult>;
