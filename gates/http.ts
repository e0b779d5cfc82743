import axios, { type AxiosResponse } from "axios";
import { callThrough } from "../tunnel/reach.ts";

/** What came back: an answer of any status, or why there was none. */
export type Reply =
  | {
      readonly kind: "answer";
      readonly status: number;
      header(name: string): string | undefined;
      readonly body: unknown;
    }
  | { readonly kind: "no answer"; readonly reason: string };

export interface Call {
  readonly method: "GET" | "POST";
  /** http(s), or `kubernetes://…` of something inside a cluster. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly timeoutMs: number;
}

/**
 * One request on a connection of its own; a GET that breaks with its tunnel is made once more. Never throws: that a service
 * does not answer is something to report.
 */
export async function call({ method, url, headers, json, timeoutMs }: Call): Promise<Reply> {
  try {
    const send = (reached: string): Promise<AxiosResponse<unknown>> =>
      axios.request({
        method,
        url: reached,
        headers: { connection: "close", ...headers },
        data: json,
        timeout: timeoutMs,
        proxy: false,
        maxRedirects: 0,
        validateStatus: () => true,
      });
    const response = await callThrough(url, send, { isRepeatable: method === "GET" });
    const header = (name: string) => {
      const value: unknown = response.headers[name.toLowerCase()];
      return typeof value === "string" ? value : undefined;
    };
    return { kind: "answer", status: response.status, header, body: response.data };
  } catch (error) {
    return { kind: "no answer", reason: error instanceof Error && error.message ? error.message : String(error) };
  }
}

/** A reply in a few words, for the note of a check. */
export function describeReply(reply: Reply): string {
  if (reply.kind === "no answer") return `no answer (${reply.reason})`;
  const text = typeof reply.body === "string" ? reply.body : (JSON.stringify(reply.body) ?? "");
  return `${reply.status} ${text.slice(0, 160)}`;
}

/** A field of a JSON object that came back; undefined where the body is something else. */
export function field(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}
