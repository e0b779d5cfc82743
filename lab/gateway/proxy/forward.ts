import type { ServerResponse } from "node:http";
import type { Observation } from "../balancer/health.ts";
import type { Peer } from "../balancer/upstream-balancer.ts";
import type { Service } from "../store/entities.ts";
import { type AttemptResult, attempt } from "./attempt.ts";
import { type Choice, choose, type Destination } from "./destination.ts";
import type { Headers } from "./headers.ts";
import type { RequestBody } from "./request-body.ts";
import type { TargetConnections } from "./target-connections.ts";

/** Where a service has null: milliseconds, and further tries after the first. */
const DEFAULT_TIMEOUT = 60_000;
const DEFAULT_RETRIES = 5;

/** Methods that nginx sends again after the target may have seen the request. */
const IDEMPOTENT = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"]);

export interface Forwarding {
  service: Service;
  destination: Destination;
  connections: TargetConnections;
  method: string;
  path: string;
  headers: Headers;
  preserveHost: boolean;
  body: RequestBody;
  response: ServerResponse;
  onHead: (status: number, headers: Headers, statusMessage: string | undefined) => void;
}

export type ForwardResult = AttemptResult | { kind: "noPeer" };

/**
 * Asks targets until one answers: after a failure another one, up to the service's `retries`. A request that a target
 * may have begun to work on is sent again only when that does no harm.
 */
export async function forward(options: Forwarding): Promise<ForwardResult> {
  const { service, destination, method, body } = options;
  const tried = new Set<Peer>();
  const attempts = (service.retries ?? DEFAULT_RETRIES) + 1;
  let result: ForwardResult = { kind: "noPeer" };
  for (let count = 0; count < attempts; count++) {
    const choice = choose(destination, service, tried);
    if (!choice) return result;
    result = await tryOnce(options, choice);
    if (result.kind !== "failed") return result;
    if (choice.peer) tried.add(choice.peer);
    if (result.sent && !(IDEMPOTENT.has(method) && body.replayable)) return result;
  }
  return result;
}

async function tryOnce(options: Forwarding, { host, port, hostHeader, peer }: Choice): Promise<AttemptResult> {
  const { service, destination, connections } = options;
  const pool = connections.pool({
    scheme: service.protocol === "https" ? "https" : "http",
    host,
    port,
    connectTimeout: service.connect_timeout ?? DEFAULT_TIMEOUT,
    verifyCertificate: service.tls_verify === true,
  });
  const headers = options.preserveHost ? options.headers : { ...options.headers, host: hostHeader };
  const started = performance.now();
  if (peer) peer.connections += 1;
  try {
    const result = await attempt({
      ...options,
      pool,
      headers,
      readTimeout: service.read_timeout ?? DEFAULT_TIMEOUT,
      onHead: (status, head, message) => {
        if (peer && destination.kind === "upstream") {
          destination.balancer.noteLatency(peer, performance.now() - started);
          destination.balancer.observe(peer, "passive", { kind: "status", status });
        }
        options.onHead(status, head, message);
      },
    });
    const observation = failureOf(result);
    if (peer && observation && destination.kind === "upstream")
      destination.balancer.observe(peer, "passive", observation);
    return result;
  } finally {
    if (peer) peer.connections -= 1;
  }
}

function failureOf(result: AttemptResult): Observation | undefined {
  if (result.kind !== "failed") return undefined;
  return { kind: result.reason === "timeout" ? "timeout" : "tcpFailure" };
}
