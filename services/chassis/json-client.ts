import { Pool } from "undici";

/**
 * What came of a POST. Every way it can go is a value, so that a caller cannot forget one.
 * - answer: any status; `body` is undefined when it is not JSON.
 * - timeout: no complete answer in time.
 * - unreachable: no connection, or it broke; `code` is Node's or undici's.
 * - failed: anything else, e.g. an answer larger than 1 MiB.
 */
export type PostOutcome =
  | { readonly kind: "answer"; readonly status: number; readonly body: unknown }
  | { readonly kind: "timeout" }
  | { readonly kind: "unreachable"; readonly code: string }
  | { readonly kind: "failed"; readonly cause: unknown };

export interface JsonClient {
  post(path: string, body: object, headers: Readonly<Record<string, string>>): Promise<PostOutcome>;
  close(): Promise<void>;
}

const MAX_ANSWER_BYTES = 1024 * 1024;
/** Enough for 1,000 requests/s at one second each; more wait in line, and their waiting counts towards the timeout. */
const MAX_CONNECTIONS = 1024;
const UNREACHABLE = /^(E(?!RR_)[A-Z_]+|UND_ERR_SOCKET|UND_ERR_CONNECT_TIMEOUT|HPE_[A-Z_]+)$/;

/**
 * A pool of kept-alive connections to one server.
 * @param baseUrl scheme, host and optional path prefix, without a trailing slash.
 * @param timeoutMs for one request from the call to the answer's last byte, in milliseconds.
 */
export function createJsonClient(baseUrl: string, timeoutMs: number): JsonClient {
  const { origin, pathname } = new URL(baseUrl);
  const prefix = pathname.replace(/\/+$/, "");
  const pool = new Pool(origin, {
    connections: MAX_CONNECTIONS,
    maxResponseSize: MAX_ANSWER_BYTES,
    connect: { timeout: timeoutMs },
  });

  async function request(path: string, body: object, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
    try {
      const response = await pool.request({
        method: "POST",
        path: prefix + path,
        headers: { "content-type": "application/json", accept: "application/json", ...headers },
        body: JSON.stringify(body),
        signal,
      });
      return { kind: "answer", status: response.statusCode, body: jsonOf(await response.body.text()) } as const;
    } catch (error) {
      return outcomeOf(error);
    }
  }

  return {
    async post(path, body, headers) {
      // Not AbortSignal.timeout(): that one lives on for the whole timeout after a fast answer.
      const deadline = new AbortController();
      const { promise: late, resolve } = Promise.withResolvers<PostOutcome>();
      const timer = setTimeout(() => {
        // First: an aborted request may settle as well. undici hears of an abort only when it has a connection, so the
        // deadline cannot be left to it.
        resolve({ kind: "timeout" });
        deadline.abort();
      }, timeoutMs);
      try {
        return await Promise.race([late, request(path, body, headers, deadline.signal)]);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => pool.close(),
  };
}

function outcomeOf(error: unknown): PostOutcome {
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && UNREACHABLE.test(code)) return { kind: "unreachable", code };
  return { kind: "failed", cause: error };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
