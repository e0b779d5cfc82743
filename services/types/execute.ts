/** What a caller asks of automation-service's /ai/execute and automation-service asks of ai-pipeline's /execute. */
export interface ExecuteRequest {
  /** 1 to 4000 characters, not blank. */
  readonly input: string;
  /** The name of a tool, which need not exist; "echo" when the caller names none. */
  readonly tool: string;
}

/** What running a tool came to: an output, or the reason why there is none. */
export type ToolResult =
  | { readonly success: true; readonly output: string; readonly error: null }
  | { readonly success: false; readonly output: null; readonly error: ToolError };

export interface ToolError {
  readonly code: string;
  readonly message: string;
}

/** The body of ai-pipeline's answer. */
export type PipelineAnswer = ToolResult & { readonly trace_id: string };

export function toolFailure(code: string, message: string): ToolResult & { success: false } {
  return { success: false, output: null, error: { code, message } };
}

/** Undefined unless it is an answer in ai-pipeline's shape. */
export function parseToolResult(body: unknown): ToolResult | undefined {
  if (!isObject(body)) return undefined;
  if (body.success === true && typeof body.output === "string") {
    return { success: true, output: body.output, error: null };
  }
  if (body.success === false && isObject(body.error)) {
    const { code, message } = body.error;
    if (typeof code === "string" && typeof message === "string") return toolFailure(code, message);
  }
  return undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
