import { connect, type LookupFunction } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";
import type { Balancers } from "../balancer/balancers.ts";
import type { Observation } from "../balancer/health.ts";
import type { Peer, UpstreamBalancer } from "../balancer/upstream-balancer.ts";

/** How often it is looked which probes are due, in milliseconds; intervals are in seconds and at least this. */
const TICK = 100;

/** Probes targets by the active health checks of their upstreams: healthy and unhealthy ones each at their interval. */
export class ActiveChecks {
  readonly #balancers: Balancers;
  readonly #stop = new AbortController();
  readonly #due = new WeakMap<Peer, number>();
  readonly #lookup: LookupFunction;
  readonly #agent: Agent;
  readonly #verifyingAgent: Agent;

  /** @param lookup finds the address of a target's name */
  constructor(balancers: Balancers, lookup: LookupFunction) {
    this.#balancers = balancers;
    this.#lookup = lookup;
    this.#agent = new Agent({ pipelining: 0, connect: { rejectUnauthorized: false, lookup } });
    this.#verifyingAgent = new Agent({ pipelining: 0, connect: { lookup } });
  }

  async run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      for (const balancer of this.#balancers.all()) this.#probeDue(balancer);
      await delay(TICK, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#agent.destroy(), this.#verifyingAgent.destroy()]);
  }

  #probeDue(balancer: UpstreamBalancer): void {
    const { healthy, unhealthy } = balancer.upstream.healthchecks.active;
    const now = performance.now();
    for (const peer of balancer.peers) {
      const interval = peer.health.healthy ? healthy.interval : unhealthy.interval;
      if (interval === 0 || peer.weight === 0 || (this.#due.get(peer) ?? 0) > now) continue;
      this.#due.set(peer, now + interval * 1000);
      void this.#probe(balancer, peer);
    }
  }

  async #probe(balancer: UpstreamBalancer, peer: Peer): Promise<void> {
    const observation = await this.#look(balancer, peer);
    if (!this.#stop.signal.aborted) balancer.observe(peer, "active", observation);
  }

  async #look({ upstream }: UpstreamBalancer, peer: Peer): Promise<Observation> {
    const { active } = upstream.healthchecks;
    const timeout = active.timeout * 1000;
    const { host, port } = peer;
    if (active.type === "tcp") return connects(host, port, timeout, this.#lookup);
    const scheme = active.type === "https" ? "https" : "http";
    const address = host.includes(":") ? `[${host}]` : host;
    try {
      const { statusCode, body } = await request(`${scheme}://${address}:${port}${active.http_path}`, {
        dispatcher: active.https_verify_certificate ? this.#verifyingAgent : this.#agent,
        headers: { host: upstream.host_header ?? host, ...active.headers },
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(timeout)]),
      });
      await body.dump();
      return { kind: "status", status: statusCode };
    } catch (cause) {
      return { kind: (cause as Error).name === "TimeoutError" ? "timeout" : "tcpFailure" };
    }
  }
}

/** A connection that opens counts as a status that every configuration calls healthy. */
function connects(host: string, port: number, timeout: number, lookup: LookupFunction): Promise<Observation> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout, lookup });
    const settle = (observation: Observation) => {
      socket.destroy();
      resolve(observation);
    };
    socket.once("connect", () => settle({ kind: "status", status: 200 }));
    socket.once("timeout", () => settle({ kind: "timeout" }));
    socket.once("error", () => settle({ kind: "tcpFailure" }));
  });
}
