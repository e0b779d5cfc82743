import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { normalizePath } from "../admin/entities/field-types.ts";
import { SERVER } from "../admin/node.ts";
import type { Balancers } from "../balancer/balancers.ts";
import type { Exchange, Outcome, PluginAnswer, PluginInstance } from "../plugins/handler.ts";
import type { PluginChains } from "../plugins/plugin-chain.ts";
import { type Match, Router } from "../router/router.ts";
import { upstreamPath } from "../router/upstream-path.ts";
import type { Service } from "../store/entities.ts";
import type { Store } from "../store/store.ts";
import { destinationOf } from "./destination.ts";
import { errorBody } from "./error-body.ts";
import { type ForwardResult, forward } from "./forward.ts";
import { hashSource } from "./hash-source.ts";
import { addForwarded, endToEnd, type Headers } from "./headers.ts";
import { readBody } from "./request-body.ts";
import type { TargetConnections } from "./target-connections.ts";

const JSON_TYPE = "application/json; charset=utf-8";

interface Visit {
  exchange: Exchange;
  request: IncomingMessage;
  response: ServerResponse;
  chain: readonly PluginInstance[];
  started: number;
  /** When the first target was asked. */
  forwarded?: number;
  /** When the answer of a target began. */
  answered?: number;
}

/** Takes clients' requests to targets: route, plugins, balancer, answer. */
export class ReverseProxy {
  readonly #store: Store;
  readonly #balancers: Balancers;
  readonly #plugins: PluginChains;
  readonly #connections: TargetConnections;
  #router: Router | undefined;

  constructor(store: Store, balancers: Balancers, plugins: PluginChains, connections: TargetConnections) {
    this.#store = store;
    this.#balancers = balancers;
    this.#plugins = plugins;
    this.#connections = connections;
    store.onChange((table) => {
      if (table === "routes" || table === "services") this.#router = undefined;
    });
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const visit = this.#begin(request, response);
    const { exchange, chain } = visit;
    const { match } = exchange;
    if (!match) return this.#refuse(visit, 404, "no Route matched with those values");
    if (!match.route.protocols.includes("http")) return this.#refuseUnencrypted(visit, match);
    // Other upgrades, as to HTTP/2, are an offer that a server may pass over in silence; this one is a demand.
    if (request.headers.upgrade?.toLowerCase() === "websocket") {
      this.#refuse(visit, 501, "this gateway does not upgrade connections to WebSocket");
      return;
    }
    exchange.upstreamHeaders = endToEnd(request.headers);
    for (const plugin of chain) {
      const answer = plugin.access?.(exchange);
      if (answer) return this.#answerFor(visit, answer);
    }
    if (!match.service) return this.#refuse(visit, 503, "no Service found with those values");
    await this.#forward(visit, match, match.service);
  }

  #begin(request: IncomingMessage, response: ServerResponse): Visit {
    const url = request.url ?? "/";
    const question = url.indexOf("?");
    const path = question < 0 ? url : url.slice(0, question);
    const host = request.headers.host?.replace(/:\d+$/, "").toLowerCase() ?? "";
    const method = request.method ?? "GET";
    this.#router ??= new Router(this.#store.list("routes"), this.#store.list("services"));
    const header = (name: string) => request.headersDistinct[name] ?? [];
    const match = this.#router.match({ method, path: normalizePath(path), host, header });
    const exchange: Exchange = {
      id: randomBytes(16).toString("hex"),
      method,
      path,
      query: question < 0 ? "" : url.slice(question + 1),
      headers: request.headers,
      clientIp: (request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
      clientPort: request.socket.remotePort ?? 0,
      proxyPort: request.socket.localPort ?? 0,
      match,
      authenticated: undefined,
      upstreamHeaders: {},
      responseHeaders: {},
    };
    const chain = this.#plugins.for(match?.route.id, match?.service?.id);
    return { exchange, request, response, chain, started: performance.now() };
  }

  async #forward(visit: Visit, match: Match, service: Service): Promise<void> {
    const { exchange, request, response } = visit;
    const { route } = match;
    const prefix = route.strip_path ? match.prefix : undefined;
    const host = request.headers.host?.replace(/:\d+$/, "") ?? "";
    addForwarded(exchange, { host, path: exchange.path, prefix, httpVersion: request.httpVersion });
    const normalized = normalizePath(exchange.path);
    const source = () => hashSource(exchange, request.url ?? "/", normalized, match.captures);
    const destination = destinationOf(service, this.#balancers, source);
    if (destination.kind === "upstream" && destination.hash.cookie) {
      const { name, value, path } = destination.hash.cookie;
      exchange.responseHeaders["set-cookie"] = `${name}=${value}; Path=${path}`;
    }
    const body = await readBody(request, route.request_buffering);
    visit.forwarded = performance.now();
    const result = await forward({
      service,
      destination,
      connections: this.#connections,
      method: exchange.method,
      path: escapePath(upstreamPath(prefix, normalized, service.path ?? "/")) + query(request.url ?? "/"),
      headers: exchange.upstreamHeaders,
      preserveHost: route.preserve_host,
      body,
      response,
      onHead: (status, headers, message) => this.#sendHead(visit, status, headers, message),
    });
    this.#conclude(visit, result);
  }

  #sendHead(visit: Visit, status: number, targetHeaders: Headers, message: string | undefined): void {
    const { exchange, response } = visit;
    visit.answered = performance.now();
    this.#runRespond(visit);
    const headers = endToEnd(targetHeaders);
    const cookies = [headers["set-cookie"] ?? [], exchange.responseHeaders["set-cookie"] ?? []].flat();
    Object.assign(headers, exchange.responseHeaders);
    if (cookies.length > 0) headers["set-cookie"] = cookies;
    headers.server ??= SERVER;
    headers.via = headers.via ? `${headers.via}, 1.1 ${SERVER}` : `1.1 ${SERVER}`;
    Object.assign(headers, this.#latencyHeaders(visit), { "x-kong-request-id": exchange.id });
    response.writeHead(status, message, headers);
  }

  #conclude(visit: Visit, result: ForwardResult): void {
    switch (result.kind) {
      case "answered":
      case "broken":
        this.#log(visit, result.status, "service", result.bytes);
        break;
      case "clientGone":
        // 499 is nginx's mark for it in logs and metrics; nobody receives it.
        this.#log(visit, 499, "kong", 0);
        break;
      case "noPeer":
        this.#refuse(visit, 503, "failure to get a peer from the ring-balancer");
        break;
      case "failed":
        this.#refuseFailed(visit, result.reason);
        break;
    }
  }

  #refuseFailed(visit: Visit, reason: "connection" | "timeout" | "name"): void {
    if (reason === "name") {
      this.#refuse(visit, 503, "name resolution failed");
      return;
    }
    visit.answered = performance.now();
    if (reason === "timeout") this.#refuse(visit, 504, "The upstream server is timing out");
    else this.#refuse(visit, 502, "An invalid response was received from the upstream server");
  }

  #answerFor(visit: Visit, answer: PluginAnswer): void {
    switch (answer.kind) {
      case "error":
        this.#refuse(visit, answer.status, answer.message);
        break;
      case "json":
        this.#send(visit, answer.status, { ...answer.headers, "content-type": JSON_TYPE }, JSON.stringify(answer.body));
        break;
      case "empty":
        this.#send(visit, answer.status, {}, "");
        break;
    }
  }

  #refuseUnencrypted(visit: Visit, { route }: Match): void {
    const status = route.https_redirect_status_code;
    const host = visit.request.headers.host?.replace(/:\d+$/, "") ?? "";
    if (status === 426) {
      Object.assign(visit.exchange.responseHeaders, { connection: "Upgrade", upgrade: "TLS/1.2, HTTP/1.1" });
      this.#refuse(visit, 426, "Please use HTTPS protocol");
    } else this.#send(visit, status, { location: `https://${host}${visit.request.url}` }, "");
  }

  /** An error of the gateway's own. One for a target that failed is plain text by default, as nginx makes it. */
  #refuse(visit: Visit, status: number, message: string): void {
    const { exchange, request } = visit;
    const failedTarget = visit.answered !== undefined;
    const accept = request.headers.accept ?? (failedTarget ? request.headers["content-type"] : undefined);
    const { type, content } = errorBody(message, exchange.id, accept, failedTarget ? "plain" : "json");
    const via: Headers = failedTarget ? { via: `1.1 ${SERVER}` } : {};
    this.#send(visit, status, { ...via, "content-type": type }, content);
  }

  #send(visit: Visit, status: number, head: Headers, content: string): void {
    const { exchange, response } = visit;
    this.#runRespond(visit);
    response.writeHead(status, {
      ...head,
      ...exchange.responseHeaders,
      "content-length": Buffer.byteLength(content),
      ...this.#latencyHeaders(visit),
      server: SERVER,
      "x-kong-request-id": exchange.id,
    });
    response.end(content);
    // What is left of the request must be read away, or the connection cannot be used again.
    visit.request.resume();
    this.#log(visit, status, "kong", Buffer.byteLength(content));
  }

  #latencyHeaders({ started, forwarded, answered }: Visit): Record<string, string> {
    const now = performance.now();
    if (forwarded === undefined || answered === undefined) return { "x-kong-response-latency": whole(now - started) };
    return {
      "x-kong-upstream-latency": whole(answered - forwarded),
      "x-kong-proxy-latency": whole(forwarded - started),
    };
  }

  #runRespond({ chain, exchange }: Visit): void {
    for (const plugin of chain) plugin.respond?.(exchange);
  }

  #log(visit: Visit, status: number, source: Outcome["source"], bytes: number): void {
    const { chain, exchange, request, started, forwarded, answered } = visit;
    if (!chain.some((plugin) => plugin.log)) return;
    const requestLatency = performance.now() - started;
    const upstreamLatency = forwarded !== undefined && answered !== undefined ? answered - forwarded : undefined;
    const kongLatency = (forwarded ?? performance.now()) - started;
    const ingress = Number(request.headers["content-length"] ?? 0);
    const outcome = { status, source, requestLatency, upstreamLatency, kongLatency, ingress, egress: bytes };
    for (const plugin of chain) plugin.log?.(exchange, outcome);
  }
}

function whole(milliseconds: number): string {
  return String(Math.round(milliseconds));
}

function query(url: string): string {
  const question = url.indexOf("?");
  return question < 0 ? "" : url.slice(question);
}

/** Normalizing a path undoes the encoding of harmless characters; those that a request line cannot hold get it back. */
function escapePath(path: string): string {
  return path.replace(/[^!#$&'()*+,/:;=?@[\]A-Za-z\d\-_.~%]/g, encodeURIComponent);
}
