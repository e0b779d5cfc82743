import http from "node:http";
import https from "node:https";
import axios, { type AxiosError, type AxiosResponse } from "axios";
import { ReleaseError } from "../../errors/release-error.ts";
import { kubernetesUrl, parseKubernetesUrl } from "../../tunnel/kubernetes-url.ts";
import { callThrough } from "../../tunnel/reach.ts";
import { KongError, type KongFields, notKong, noWay, refusal, unreachable } from "./kong-error.ts";

export { KongError, type KongFields };

/**
 * Kong's Admin API. Paths start with a slash and are relative to the base URL; their parts are the caller's to encode
 * (`encodeURIComponent`). Every method throws a `KongError` when Kong says no or does not answer.
 */
export interface KongAdmin {
  /** Base URL, without a slash at its end. */
  readonly uri: string;
  get<T>(path: string): Promise<T>;
  /** As `get`, but undefined when Kong says that there is no such entity. */
  find<T>(path: string): Promise<T | undefined>;
  /** All entities of a collection, over all its pages. */
  list<T>(path: string): Promise<T[]>;
  post<T>(path: string, body: object): Promise<T>;
  put<T>(path: string, body: object): Promise<T>;
  patch<T>(path: string, body: object): Promise<T>;
  /** An entity that is not there is fine. */
  delete(path: string): Promise<void>;
}

export interface KongAdminOptions {
  /**
   * Base URL of the Admin API, such as http://127.0.0.1:8001, with a path prefix if it has one; `kubernetes://…` of a
   * service inside a cluster is reached through a tunnel.
   */
  uri: string;
  /** Sent as the header Kong-Admin-Token. Default: the environment's KONG_ADMIN_TOKEN, else none. */
  token?: string;
  /** How long one call may take, in milliseconds. Default 10000. */
  timeoutMs?: number;
}

/** Kong's own limit for one page of a collection. */
const PAGE_SIZE = 1000;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A client of Kong's Admin API that keeps its connections open between calls. Throws on a `uri` that is no such URL. */
export function kongAdmin({ uri, token, timeoutMs = 10_000 }: KongAdminOptions): KongAdmin {
  const base = baseUrl(uri);
  const secret = token ?? process.env.KONG_ADMIN_TOKEN;
  const client = axios.create({
    timeout: timeoutMs,
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
    headers: { accept: "application/json", ...(secret ? { "kong-admin-token": secret } : {}) },
    maxRedirects: 0,
    // A proxy variable is meant for the way out; the Admin API is inside.
    proxy: false,
    validateStatus: () => true,
    transitional: { clarifyTimeoutError: true },
  });

  async function send(method: Method, path: string, body?: object): Promise<AxiosResponse> {
    const attempt = (reached: string) => {
      const request = { method, url: `${reached}${path}`, data: body };
      return client.request(request).catch((error: AxiosError) => {
        if (wasClosedWhileIdle(error, method)) return client.request(request);
        throw error;
      });
    };
    try {
      return await callThrough(base, attempt, { isRepeatable: isIdempotent(method) });
    } catch (error) {
      if (error instanceof ReleaseError) throw noWay({ method, path }, base, error);
      if (!axios.isAxiosError(error)) throw error;
      // The AxiosError itself holds the headers, and with them the token: only what is below it goes on.
      throw unreachable({ method, path }, { uri: base, timeoutMs, code: error.code, cause: error.cause });
    }
  }

  async function call<T>(method: Method, path: string, body?: object): Promise<T> {
    const { status, data } = await send(method, path, body);
    if (status < 200 || status > 299) throw refusal({ method, path }, status, data);
    if (status !== 204 && (typeof data !== "object" || data === null))
      throw notKong({ method, path }, base, status, data);
    return data as T;
  }

  return {
    uri: base,
    get: (path) => call("GET", path),
    async find<T>(path: string): Promise<T | undefined> {
      try {
        return await call<T>("GET", path);
      } catch (error) {
        if (error instanceof KongError && error.absent) return undefined;
        throw error;
      }
    },
    async list<T>(path: string): Promise<T[]> {
      const all: T[] = [];
      let next: string | null = withPageSize(path);
      while (next !== null) {
        const page: { data: T[]; next?: string | null } = await call("GET", next);
        all.push(...page.data);
        next = page.next ? withPageSize(page.next) : null;
      }
      return all;
    },
    post: (path, body) => call("POST", path, body),
    put: (path, body) => call("PUT", path, body),
    patch: (path, body) => call("PATCH", path, body),
    async delete(path) {
      try {
        await call("DELETE", path);
      } catch (error) {
        if (!(error instanceof KongError && error.absent)) throw error;
      }
    },
  };
}

/** The URL without the slash at its end. Credentials in it would end up in messages and in state: they are refused. */
function baseUrl(uri: string): string {
  const inside = parseKubernetesUrl(uri);
  if (inside) return kubernetesUrl({ ...inside, rest: inside.rest.replace(/\/+$/, "") });
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url?.username || url?.password) {
    throw new Error(
      "kongAdminUri must not hold a user or a password: give the token as kongAdminToken or KONG_ADMIN_TOKEN",
    );
  }
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new Error(
      `kongAdminUri is "${uri}": it must be an http://, https:// or kubernetes:// URL, such as http://127.0.0.1:8001`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function withPageSize(path: string): string {
  if (/[?&]size=/.test(path)) return path;
  return `${path}${path.includes("?") ? "&" : "?"}size=${PAGE_SIZE}`;
}

/** POST alone is not: a second one would make a second entity, or fail on the first. */
function isIdempotent(method: Method): boolean {
  return method !== "POST";
}

/** A kept connection that the server closed just as it was used again: once more on a new one. */
function wasClosedWhileIdle(error: AxiosError, method: Method): boolean {
  const request: unknown = error.request;
  return (
    error.code === "ECONNRESET" && isIdempotent(method) && request instanceof http.ClientRequest && request.reusedSocket
  );
}
