import { isTraceId } from "service-chassis";
import { type ExecuteRequest, isObject } from "./execute.ts";

/** What came of reading a request's body; the message names the property, what it is and what is allowed. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

export const DEFAULT_TOOL = "echo";
const MAX_INPUT = 4000;
const MAX_TOOL = 100;

/** Reads the body of /ai/execute and /execute; unknown properties are ignored, so that callers may be newer. */
export function parseExecuteRequest(body: unknown): Parsed<ExecuteRequest> {
  if (!isObject(body)) return invalid("the body", "a JSON object", body);
  const { input, tool = DEFAULT_TOOL, trace_id } = body;
  if (!isText(input, MAX_INPUT)) return invalid("input", textOf(MAX_INPUT), input);
  if (!isText(tool, MAX_TOOL)) return invalid("tool", `${textOf(MAX_TOOL)} (default ${DEFAULT_TOOL})`, tool);
  if (trace_id !== undefined && !isTraceId(trace_id)) {
    return invalid("trace_id", "a string of 1 to 128 visible ASCII characters without spaces", trace_id);
  }
  return { ok: true, value: { input, tool } };
}

/** The tool that a body names, also in a body that is otherwise invalid; undefined when there is none to be read. */
export function requestedTool(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const { tool = DEFAULT_TOOL } = body;
  return isText(tool, MAX_TOOL) ? tool : undefined;
}

export function isText(value: unknown, max: number): value is string {
  return typeof value === "string" && value.trim() !== "" && lengthOf(value) <= max;
}

export function textOf(max: number): string {
  return `a string of 1 to ${max} characters that is not blank`;
}

export function invalid(property: string, allowed: string, value: unknown): { ok: false; message: string } {
  return { ok: false, message: `${property} must be ${allowed}; it is ${describe(value)}` };
}

/** In characters as people count them (code points), not in UTF-16 units. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** Says what a value is without repeating it: it may be long, and it may be anything. */
function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return value.trim() === "" ? "blank" : `a string of ${lengthOf(value)} characters`;
  if (typeof value === "object") return "an object";
  return `the ${typeof value} ${String(value)}`;
}
