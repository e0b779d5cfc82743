import type { ExecuteResult } from "./execute.ts";

/** A failure as its user is told of it. */
export type Failure = {
  /** What kind of failure it is, in words. */
  readonly title: string;
  /**
   * The service's own code, or one of the page's: not_signed_in, rate_limited, unavailable, gateway_error, refused, unexpected_answer,
   * network_error, no_answer_in_time.
   */
  readonly code: string;
  readonly message: string;
  /** What may be done about it. */
  readonly next: string;
};

type ServiceFailure = Pick<Failure, "title" | "next">;

const again = "Execute it again; if it fails again, report it with the trace id.";

/** The codes of automation-service, which the contract lists. */
const serviceFailures: ReadonlyMap<string, ServiceFailure> = new Map([
  ["validation", { title: "The input was refused", next: "Change tool or input, and execute again." }],
  ["timeout", { title: "The tool took too long", next: again }],
  ["bad_gateway", { title: "The AI pipeline gave no answer", next: again }],
  ["upstream_error", { title: "The tool failed", next: `The message says why. ${again}` }],
]);

/** What to tell of a result that is a failure; null for a success. */
export function failureOf(result: ExecuteResult): Failure | null {
  switch (result.kind) {
    case "answer": {
      if (result.error === null) return null;
      const { title, next } = serviceFailures.get(result.error.code) ?? { title: "The service failed", next: again };
      return { title, ...result.error, next };
    }
    case "unexpected-answer":
      return { ...unexpected(result), message: `${result.message} (status ${result.status})` };
    case "no-answer":
      return result.reason === "timeout"
        ? {
            title: "No answer in time",
            code: "no_answer_in_time",
            message: result.message,
            next: "The tool may still be running: see what it did before you execute it again.",
          }
        : {
            title: "No connection",
            code: "network_error",
            message: result.message,
            next: "Check your connection, and execute again.",
          };
  }
}

type Unexpected = Extract<ExecuteResult, { kind: "unexpected-answer" }>;

/** The gateway's own answers, by their status; whatever else answers is not what this page was made for. */
function unexpected({ status, retryAfterSeconds }: Unexpected): Omit<Failure, "message"> {
  if (status === 401 || status === 403) {
    return {
      title: "You are not signed in, or not allowed to execute",
      code: "not_signed_in",
      next: "Sign in where you usually do, then execute again.",
    };
  }
  if (status === 429) {
    const wait = retryAfterSeconds === null ? "Wait a minute" : `Wait ${retryAfterSeconds} s`;
    return { title: "Too many requests", code: "rate_limited", next: `${wait}, then execute again.` };
  }
  if (status === 503) {
    return {
      title: "The service is not available",
      code: "unavailable",
      next: "Wait a moment and execute again; if it stays so, tell the operators.",
    };
  }
  if (status >= 500) return { title: "The gateway failed", code: "gateway_error", next: again };
  if (status >= 400) {
    return {
      title: "The gateway refused the request",
      code: "refused",
      next: "Open the page anew; if it stays so, tell the operators.",
    };
  }
  return {
    title: "The answer cannot be read",
    code: "unexpected_answer",
    next: "Open the page anew: it may be of another version than the service.",
  };
}
