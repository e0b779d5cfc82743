import type { IncomingHttpHeaders } from "node:http";
import type { JsonObject } from "../json.ts";
import type { Match } from "../router/router.ts";
import type { Consumer, JwtSecret } from "../store/entities.ts";

/** One request on its way through the proxy, as plugins see it. */
export interface Exchange {
  readonly id: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Without its question mark; empty where there is none. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly clientIp: string;
  readonly clientPort: number;
  readonly proxyPort: number;
  /** Absent when no route matched. */
  match: Match | undefined;
  /** Who sends it, once a plugin has found out. */
  authenticated: { consumer: Consumer; credential: JwtSecret } | undefined;
  /** What the target will be sent, by lower-case name. */
  upstreamHeaders: Record<string, string | string[]>;
  /** What plugins add to the answer, by lower-case name. */
  responseHeaders: Record<string, string | string[]>;
}

/** An answer that a plugin gives in place of a target: an error by Kong's template, JSON of its own, or one without a body. */
export type PluginAnswer =
  | { kind: "error"; status: number; message: string }
  | { kind: "json"; status: number; body: JsonObject; headers?: Record<string, string> }
  | { kind: "empty"; status: number };

export interface Outcome {
  status: number;
  /** Who made the answer. */
  source: "service" | "kong";
  /** Milliseconds: the whole request, the wait for the target, the gateway's own part. */
  requestLatency: number;
  upstreamLatency: number | undefined;
  kongLatency: number;
  /** Bytes. */
  ingress: number;
  egress: number;
}

/** A plugin with its configuration, ready to run. */
export interface PluginInstance {
  /** Before a target is asked; only for requests that match a route. */
  access?(exchange: Exchange): PluginAnswer | undefined;
  /** Before the answer's headers go out. */
  respond?(exchange: Exchange): void;
  /** When the answer is complete. */
  log?(exchange: Exchange, outcome: Outcome): void;
}

export interface PluginHandler {
  readonly name: string;
  /** Kong's: the higher runs first. */
  readonly priority: number;
  create(config: Record<string, unknown>): PluginInstance;
}
