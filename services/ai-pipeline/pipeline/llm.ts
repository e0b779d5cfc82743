import { createJsonClient, type JsonClient, type PostOutcome } from "service-chassis/json-client.ts";
import { isObject } from "../../types/execute.ts";

export interface LlmSettings {
  /** Of an OpenAI-compatible server, without `/v1` and without a trailing slash. */
  readonly baseUrl: string | undefined;
  readonly model: string | undefined;
  /** Sent as a bearer token; a secret, so it is in no message and no log line. */
  readonly apiKey: string | undefined;
  /** For one completion, in milliseconds. */
  readonly timeoutMs: number;
}

export interface ChatMessage {
  readonly role: "system" | "user";
  readonly content: string;
}

export type Completion =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "failed"; readonly code: LlmErrorCode; readonly message: string; readonly cause?: unknown };

export type LlmErrorCode =
  | "llm_not_configured"
  | "llm_unreachable"
  | "llm_timeout"
  | "llm_bad_status"
  | "llm_bad_answer"
  | "llm_failed";

export interface Llm {
  complete(messages: readonly ChatMessage[], headers: Readonly<Record<string, string>>): Promise<Completion>;
  close(): Promise<void>;
}

/** A client of POST /v1/chat/completions. Without settings it is one whose every completion says what is missing. */
export function createLlm(settings: LlmSettings): Llm {
  const { baseUrl, model, apiKey, timeoutMs } = settings;
  if (baseUrl === undefined || model === undefined) {
    const missing = baseUrl === undefined ? "LLM_BASE_URL" : "LLM_MODEL";
    const failure = failed("llm_not_configured", `the LLM is not configured: ${missing} is not set`);
    return { complete: async () => failure, close: async () => undefined };
  }
  const client: JsonClient = createJsonClient(baseUrl, timeoutMs);
  const authorization: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  return {
    async complete(messages, headers) {
      const outcome = await client.post("/v1/chat/completions", { model, messages }, { ...headers, ...authorization });
      return completionOf(outcome, timeoutMs);
    },
    close: () => client.close(),
  };
}

function completionOf(outcome: PostOutcome, timeoutMs: number): Completion {
  switch (outcome.kind) {
    case "timeout":
      return failed("llm_timeout", `the LLM did not answer within ${timeoutMs} ms`);
    case "unreachable":
      return failed("llm_unreachable", `the LLM is not reachable (${outcome.code})`);
    case "failed":
      return { ...failed("llm_failed", "calling the LLM failed"), cause: outcome.cause };
    case "answer": {
      if (outcome.status !== 200) return failed("llm_bad_status", `the LLM answered with status ${outcome.status}`);
      const text = contentOf(outcome.body);
      return text === undefined
        ? failed("llm_bad_answer", "the LLM's answer has no text at choices[0].message.content")
        : { kind: "text", text };
    }
  }
}

function contentOf(body: unknown): string | undefined {
  const first = isObject(body) && Array.isArray(body.choices) ? body.choices[0] : undefined;
  const content = isObject(first) && isObject(first.message) ? first.message.content : undefined;
  return typeof content === "string" && content.trim() !== "" ? content : undefined;
}

function failed(code: LlmErrorCode, message: string) {
  return { kind: "failed", code, message } as const;
}
