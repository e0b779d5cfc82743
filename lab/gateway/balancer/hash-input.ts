import { randomUUID } from "node:crypto";
import type { HashInput, Upstream } from "../store/entities.ts";

/** What of a request an upstream may hash on. */
export interface HashSource {
  header(name: string): string | undefined;
  cookie(name: string): string | undefined;
  queryArgument(name: string): string | undefined;
  capture(name: string): string | undefined;
  path: string;
  clientIp: string;
  /** Id of the consumer, where a plugin has found out who it is. */
  consumer: string | undefined;
}

export interface HashValue {
  /** Empty where the request has nothing to hash on: then all such requests go to one target. */
  value: string;
  /** The cookie to give to a client that came without one. */
  cookie?: { name: string; value: string; path: string };
}

export function hashValue(upstream: Upstream, source: HashSource): HashValue {
  return (
    read(upstream.hash_on, upstream, source, "hash_on") ??
    read(upstream.hash_fallback, upstream, source, "hash_fallback") ?? { value: "" }
  );
}

function read(
  input: HashInput,
  upstream: Upstream,
  source: HashSource,
  prefix: "hash_on" | "hash_fallback",
): HashValue | undefined {
  switch (input) {
    case "none":
      return undefined;
    case "consumer":
      return some(source.consumer);
    case "ip":
      return { value: source.clientIp };
    case "path":
      return { value: source.path };
    case "header":
      return some(headerValue(upstream[`${prefix}_header`], source));
    case "query_arg":
      return some(source.queryArgument(upstream[`${prefix}_query_arg`] ?? ""));
    case "uri_capture":
      return some(source.capture(upstream[`${prefix}_uri_capture`] ?? ""));
    case "cookie":
      return cookieValue(upstream, source);
  }
}

/**
 * Kong 3.9.3 reads the nginx variable `http_<name>`, whose name has underscores for dashes: a configured name with a
 * dash finds nothing. Kept, since a canary split that sticks here but not on the real Kong would be worse.
 */
function headerValue(name: string | null, source: HashSource): string | undefined {
  if (name === null || name.includes("-")) return undefined;
  return source.header(name.replaceAll("_", "-").toLowerCase());
}

function cookieValue(upstream: Upstream, source: HashSource): HashValue {
  const name = upstream.hash_on_cookie ?? "";
  const existing = source.cookie(name);
  if (existing !== undefined) return { value: existing };
  const value = randomUUID();
  return { value, cookie: { name, value, path: upstream.hash_on_cookie_path ?? "/" } };
}

function some(value: string | undefined): HashValue | undefined {
  return value === undefined ? undefined : { value };
}
