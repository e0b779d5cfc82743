/** Why a request got no regular answer, in terms of the contract's error codes. */
export interface Failure {
  readonly status: number;
  readonly code: "validation" | "not_found" | "internal";
  readonly message: string;
}

/** What Fastify and Node attach to the errors they throw. */
interface FrameworkError {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly message?: unknown;
}

/** Fastify's codes for a body that it could not read, in words that say what to send. */
const UNREADABLE_BODY: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "the content type must be application/json",
  FST_ERR_CTP_EMPTY_JSON_BODY: "the body is empty; it must be a JSON object",
  FST_ERR_CTP_INVALID_JSON_BODY: "the body is not valid JSON",
  FST_ERR_CTP_BODY_TOO_LARGE: "the body is too large",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "the body's size differs from Content-Length",
};

/**
 * Bad input is the caller's (400, and its message says what to mend); all else is ours (500), and its message stays in
 * the log, because an unexpected error may carry anything.
 */
export function failureOf(error: unknown): Failure {
  const { code, statusCode, message } = (error ?? {}) as FrameworkError;
  if (typeof statusCode === "number" && statusCode >= 400 && statusCode < 500) {
    const unreadable = typeof code === "string" ? UNREADABLE_BODY[code] : undefined;
    return {
      status: 400,
      code: "validation",
      message: unreadable ?? `the request is not readable: ${String(message)}`,
    };
  }
  return { status: 500, code: "internal", message: "internal error; the service's log has it under this trace id" };
}
