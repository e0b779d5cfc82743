import { isIPv4 } from "node:net";
import type { LoadResult } from "./result.ts";

export type LoadOptions = {
  /** Origin to load, such as `http://127.0.0.1:3000`. Loopback hosts only. */
  readonly url: string;
  /** Requests that are sent each second, however slow the answers are; above 0, at most 5000. */
  readonly requestsPerSecond: number;
  /** When sending ends by itself; above 0, at most 3600. */
  readonly maxSeconds: number;
  /** After how many requests sending ends; 1 to 1,000,000. Default: 1,000,000. */
  readonly maxRequests?: number;
  /** Default: POST. */
  readonly method?: "GET" | "POST";
  /** Default: /ai/execute. */
  readonly path?: string;
  /** Default: for a POST the echo tool's ping; none for a GET. */
  readonly body?: string;
  /** Added to `content-type: application/json`. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether an answer is good only when it is JSON with `success: true`. Default: false. */
  readonly expectSuccess?: boolean;
  /** How long a request may wait for its answer, in milliseconds; checked about twice a second. Default: 10,000. */
  readonly timeoutMs?: number;
  /** Requests (and connections) at a time; beyond it due requests are skipped and counted. Default: 512. */
  readonly maxInFlight?: number;
  /** Called with each finished request. */
  readonly onResult?: (result: LoadResult) => void;
};

export type CompleteLoadOptions = Required<Omit<LoadOptions, "body" | "onResult" | "url">> &
  Pick<LoadOptions, "onResult"> & { readonly origin: string; readonly body: string | null };

export const echoPing = JSON.stringify({ tool: "echo", input: "ping" });

/**
 * Fills in the defaults.
 *
 * @throws RangeError naming the option, its value and what is allowed.
 */
export function completeOptions(options: LoadOptions): CompleteLoadOptions {
  const { method = "POST" } = options;
  const complete = {
    origin: loopbackOrigin(options.url),
    requestsPerSecond: options.requestsPerSecond,
    maxSeconds: options.maxSeconds,
    maxRequests: options.maxRequests ?? 1_000_000,
    method,
    path: options.path ?? "/ai/execute",
    body: options.body ?? (method === "POST" ? echoPing : null),
    headers: options.headers ?? {},
    expectSuccess: options.expectSuccess ?? false,
    timeoutMs: options.timeoutMs ?? 10_000,
    maxInFlight: options.maxInFlight ?? 512,
    onResult: options.onResult,
  };
  assertWithin("requestsPerSecond", complete.requestsPerSecond, 5_000);
  assertWithin("maxSeconds", complete.maxSeconds, 3_600);
  assertWithin("timeoutMs", complete.timeoutMs, 60_000);
  assertCount("maxRequests", complete.maxRequests, 1_000_000);
  assertCount("maxInFlight", complete.maxInFlight, 10_000);
  if (!complete.path.startsWith("/")) throw new RangeError(`path is "${complete.path}"; it must begin with "/".`);
  return complete;
}

function assertWithin(name: string, value: number, most: number): void {
  if (!(value > 0 && value <= most))
    throw new RangeError(`${name} is ${value}; it must be above 0 and at most ${most}.`);
}

function assertCount(name: string, value: number, most: number): void {
  if (!Number.isInteger(value)) throw new RangeError(`${name} is ${value}; it must be a whole number.`);
  assertWithin(name, value, most);
}

/** Load is for this machine only: a wrong URL must not become an attack on someone's server. */
function loopbackOrigin(url: string): string {
  if (!URL.canParse(url)) throw new RangeError(`url is "${url}"; it must be a URL such as http://127.0.0.1:3000.`);
  const { protocol, hostname, origin, pathname, search } = new URL(url);
  if (protocol !== "http:") throw new RangeError(`url is "${url}"; only http is spoken on loopback.`);
  const isLoopback =
    hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
  if (!isLoopback) {
    throw new RangeError(`url is "${url}"; load goes to loopback only: localhost, 127.0.0.0/8 or [::1].`);
  }
  if (pathname !== "/" || search !== "") {
    throw new RangeError(`url is "${url}"; it must be an origin alone, the path is an option of its own.`);
  }
  return origin;
}
