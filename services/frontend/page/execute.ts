import type { Track } from "./settings.ts";

/** How long the page waits for an answer. Longer than the service's own limit (5 s), so that its error is what people see. */
const answerTimeoutMs = 30_000;

/** Where the API is and by which track to call it. */
export type Gateway = { readonly baseUrl: string; readonly track: Track | null };

export type ExecuteRequest = { readonly tool: string; readonly input: string };

/** Which deployment answered, as far as the answer's headers tell. */
export type AnsweredBy = { readonly version: string | null; readonly revision: string | null };

/** What became of a call to `/ai/execute`. */
export type ExecuteResult =
  | {
      /** The service answered in the contract's shape, with success or with an error of its own. */
      readonly kind: "answer";
      readonly output: string | null;
      readonly error: { readonly code: string; readonly message: string } | null;
      readonly traceId: string | null;
      readonly durationMs: number | null;
      readonly answeredBy: AnsweredBy;
    }
  | {
      /** Something answered, but not in the contract's shape: a gateway's error page, for instance. */
      readonly kind: "unexpected-answer";
      readonly status: number;
      readonly message: string;
      /** How long the gateway asks to wait, in seconds; null where it does not say. */
      readonly retryAfterSeconds: number | null;
      readonly traceId: string | null;
      readonly answeredBy: AnsweredBy;
    }
  | {
      /** Nothing answered: the gateway cannot be reached, or it took too long and may still be at it. */
      readonly kind: "no-answer";
      readonly reason: "unreachable" | "timeout";
      readonly message: string;
    };

/** Runs a tool through the gateway. Never throws: whatever goes wrong is a result to show. */
export async function execute(gateway: Gateway, request: ExecuteRequest): Promise<ExecuteResult> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${gateway.baseUrl}/ai/execute`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(gateway.track === null ? {} : { "x-release-track": gateway.track }),
      },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    text = await response.text();
  } catch (error) {
    return { kind: "no-answer", ...describeFetchError(error) };
  }
  return readAnswer(response, text);
}

function describeFetchError(error: unknown): { reason: "unreachable" | "timeout"; message: string } {
  if (error instanceof Error && error.name === "TimeoutError") {
    return { reason: "timeout", message: `The gateway did not answer within ${answerTimeoutMs / 1000} seconds.` };
  }
  const why = error instanceof Error ? error.message : String(error);
  return { reason: "unreachable", message: `The gateway cannot be reached (${why}).` };
}

function readAnswer(response: Response, text: string): ExecuteResult {
  const answeredBy = {
    version: response.headers.get("x-service-version"),
    revision: response.headers.get("x-service-revision"),
  };
  const headerTraceId = response.headers.get("x-trace-id");
  const body = parseJson(text);
  if (!isContractBody(body)) {
    return {
      kind: "unexpected-answer",
      status: response.status,
      message: messageOf(body) ?? "The answer is not JSON of the expected shape.",
      retryAfterSeconds: retryAfterOf(response),
      traceId: headerTraceId,
      answeredBy,
    };
  }
  return {
    kind: "answer",
    output: body.output,
    error: body.error,
    traceId: body.trace_id ?? headerTraceId,
    durationMs: body.duration_ms ?? null,
    answeredBy,
  };
}

type ContractBody = {
  success: boolean;
  output: string | null;
  error: { code: string; message: string } | null;
  trace_id?: string | null;
  duration_ms?: number | null;
};

function isContractBody(body: unknown): body is ContractBody {
  if (typeof body !== "object" || body === null) return false;
  const { success, output, error, trace_id, duration_ms } = body as Record<string, unknown>;
  return (
    typeof success === "boolean" &&
    (output === null || typeof output === "string") &&
    isContractError(error) &&
    // A failure without an error, or a success with one, would be shown as the wrong thing.
    success === (error === null) &&
    (trace_id === undefined || trace_id === null || typeof trace_id === "string") &&
    (duration_ms === undefined || duration_ms === null || typeof duration_ms === "number")
  );
}

function isContractError(error: unknown): boolean {
  if (error === null) return true;
  if (typeof error !== "object") return false;
  const { code, message } = error as Record<string, unknown>;
  return typeof code === "string" && typeof message === "string";
}

/** Kong's own errors are `{"message": "…"}`: worth showing as they are. */
function messageOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("message" in body)) return null;
  return typeof body.message === "string" ? body.message : null;
}

/** Kong gives seconds; the other form of the header, a date, is nothing to count down from here. */
function retryAfterOf(response: Response): number | null {
  const header = response.headers.get("retry-after");
  return header !== null && /^\d+$/.test(header) ? Number(header) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
