import type { Target, Upstream } from "../store/entities.ts";
import { pickByHash } from "./consistent-hashing.ts";
import { checksHealth, FRESH, type HealthRecord, marked, type Observation, observe } from "./health.ts";
import { pickLeastConnections, pickLowestLatency } from "./least-loaded.ts";
import { WeightedRoundRobin } from "./weighted-round-robin.ts";

/** A target as the balancer keeps it over changes of its weight: connections and health belong to the address. */
export interface Peer {
  /** host:port */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  weight: number;
  connections: number;
  /** Moving average of the time to the first byte, in milliseconds. */
  latency: number | undefined;
  health: HealthRecord;
  /** False while the host name cannot be resolved. */
  resolvable: boolean;
}

/** The weight of a new measurement in the moving average of latencies. */
const LATENCY_SMOOTHING = 0.2;

/** Chooses targets of one upstream. It keeps no timers and does no I/O. */
export class UpstreamBalancer {
  #upstream: Upstream;
  #peers = new Map<string, Peer>();
  #eligible = new Map<Peer, number>();
  readonly #roundRobin = new WeightedRoundRobin<Peer>();

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
  }

  get upstream(): Upstream {
    return this.#upstream;
  }

  get checked(): boolean {
    return checksHealth(this.#upstream.healthchecks);
  }

  get peers(): Peer[] {
    return [...this.#peers.values()];
  }

  update(upstream: Upstream, targets: readonly Target[]): void {
    this.#upstream = upstream;
    const before = this.#peers;
    this.#peers = new Map();
    for (const { target, weight } of targets) {
      // A peer that stays must stay the same object: requests in flight count their connections on it.
      const peer = before.get(target) ?? newPeer(target);
      peer.weight = weight;
      this.#peers.set(target, peer);
    }
    this.refresh();
  }

  /** To be called when a peer's health or resolvability was changed from outside. */
  refresh(): void {
    this.#eligible = new Map(this.peers.filter((peer) => this.available(peer)).map((peer) => [peer, peer.weight]));
    this.#roundRobin.setWeights(this.#eligible);
  }

  available(peer: Peer): boolean {
    return peer.resolvable && (peer.health.healthy || !this.checked);
  }

  /** Kong's rule: enough of the weight must be available; with nothing at all there is nobody to ask. */
  get healthy(): boolean {
    const { total, available } = this.weight;
    return total > 0 && (available / total) * 100 > this.#upstream.healthchecks.threshold;
  }

  get weight(): { total: number; available: number; unavailable: number } {
    const sum = (peers: Peer[]) => peers.reduce((weight, peer) => weight + peer.weight, 0);
    const total = sum(this.peers);
    const available = sum(this.peers.filter((peer) => this.available(peer)));
    return { total, available, unavailable: total - available };
  }

  /** @param tried peers that failed this request already; they are asked again only when there is no other. */
  pick(hashValue: string, tried: ReadonlySet<Peer>): Peer | undefined {
    if (!this.healthy) return undefined;
    const skip = tried.size > 0 ? tried : undefined;
    return this.#pick(hashValue, skip) ?? (skip && this.#pick(hashValue, undefined));
  }

  #pick(hashValue: string, skip: ReadonlySet<Peer> | undefined): Peer | undefined {
    switch (this.#upstream.algorithm) {
      case "round-robin":
        return this.#roundRobin.pick(skip);
      case "consistent-hashing":
        return pickByHash(hashValue, this.#eligible, (peer) => peer.name, skip);
      case "least-connections":
        return pickLeastConnections(this.#eligible, (peer) => peer.connections, skip);
      case "latency":
        return pickLowestLatency(this.#eligible, (peer) => peer.latency, skip);
    }
  }

  observe(peer: Peer, mode: "active" | "passive", observation: Observation): void {
    if (!this.checked) return;
    this.#setRecord(peer, observe(peer.health, this.#upstream.healthchecks[mode], observation));
  }

  setHealth(peer: Peer, healthy: boolean): void {
    this.#setRecord(peer, marked(healthy));
  }

  #setRecord(peer: Peer, record: HealthRecord): void {
    const changed = peer.health.healthy !== record.healthy;
    peer.health = record;
    if (changed) this.refresh();
  }

  noteLatency(peer: Peer, milliseconds: number): void {
    peer.latency =
      peer.latency === undefined ? milliseconds : peer.latency + LATENCY_SMOOTHING * (milliseconds - peer.latency);
  }
}

function newPeer(name: string): Peer {
  const colon = name.lastIndexOf(":");
  const host = name.slice(0, colon).replace(/^\[(.+)\]$/, "$1");
  return {
    name,
    host,
    port: Number(name.slice(colon + 1)),
    weight: 0,
    connections: 0,
    latency: undefined,
    health: FRESH,
    resolvable: true,
  };
}
