import { type ToolResult, toolFailure } from "../../types/execute.ts";
import type { Pipeline } from "./pipeline.ts";

/** The pipeline with FEATURE_BYPASS_LLM=true: the echo tool alone, at once. */
export const bypassPipeline: Pipeline = async ({ tool, input }): Promise<ToolResult> => {
  if (tool !== "echo") {
    return toolFailure("unknown_tool", `tool ${JSON.stringify(tool)} is not known without the LLM; allowed: echo`);
  }
  return { success: true, output: input === "ping" ? "pong" : input, error: null };
};
