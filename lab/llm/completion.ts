import { createHash } from "node:crypto";

export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
}

export type ParsedChat =
  | { readonly ok: true; readonly request: ChatRequest }
  /** `param` names the offending property, as OpenAI's errors do. */
  | { readonly ok: false; readonly param: string | null; readonly message: string };

/** Reads the body of /v1/chat/completions; options that shape a real model's text (temperature, …) are ignored. */
export function parseChatRequest(text: string): ParsedChat {
  const body = jsonOf(text);
  if (!isObject(body)) return bad(null, "the body must be a JSON object");
  const { model, messages, stream } = body;
  if (typeof model !== "string" || model === "") return bad("model", "model must be a non-empty string");
  if (stream === true) return bad("stream", "this server does not stream; stream must be false or left out");
  if (!Array.isArray(messages) || messages.length === 0) return bad("messages", "messages must be a non-empty array");
  if (!messages.every(isMessage)) {
    return bad("messages", "each message must be an object with the strings role and content");
  }
  return { ok: true, request: { model, messages } };
}

/** The answer for a request: always the same for the same messages, but for `created`. */
export function completionFor(request: ChatRequest, createdSeconds: number): object {
  const content = textFor(request.messages);
  const promptTokens = request.messages.reduce((sum, message) => sum + tokensOf(message.content), 0);
  const completionTokens = tokensOf(content);
  const digest = createHash("sha256").update(JSON.stringify(request)).digest("hex");
  return {
    id: `chatcmpl-${digest.slice(0, 24)}`,
    object: "chat.completion",
    created: createdSeconds,
    model: request.model,
    choices: [{ index: 0, message: { role: "assistant", content }, logprobs: null, finish_reason: "stop" }],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

/** What an assistant to operators would say, made from the request: the tool that the system message names, in order. */
function textFor(messages: readonly ChatMessage[]): string {
  const asked = messages.findLast(({ role }) => role === "user")?.content.trim() ?? "";
  if (asked.toLowerCase() === "ping") return "pong";
  const instructions = messages.find(({ role }) => role === "system")?.content ?? "";
  const tool = /"([^"]+)"/.exec(instructions)?.[1];
  const quoted = asked.length > 120 ? `${asked.slice(0, 120)}…` : asked;
  if (tool === undefined)
    return `You asked: "${quoted}". Name the host or service and the time range, and I can say more.`;
  return [
    `For "${quoted}" run ${tool}.`,
    "1. Run it against one host first and read its whole result.",
    "2. If the result is what you expect, run it where it is needed.",
    "3. Check the service's error rate and latency for the next five minutes.",
  ].join("\n");
}

/** A rule of thumb for English: four characters a token. */
function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

function isMessage(value: unknown): value is ChatMessage {
  return isObject(value) && typeof value.role === "string" && typeof value.content === "string";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bad(param: string | null, message: string): ParsedChat {
  return { ok: false, param, message };
}
