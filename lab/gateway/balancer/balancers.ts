import { isIPv4 } from "node:net";
import type { TargetStatus, UpstreamHealth, UpstreamStatus } from "../admin/upstream-health.ts";
import type { Upstream } from "../store/entities.ts";
import type { Store } from "../store/store.ts";
import type { NameResolver } from "./name-resolver.ts";
import { type Peer, UpstreamBalancer } from "./upstream-balancer.ts";

/**
 * The balancers of all upstreams, following the store: a change of a target or an upstream is in force when the write
 * returns, since the balancer is brought up to date in the same turn.
 */
export class Balancers implements UpstreamHealth {
  readonly #store: Store;
  readonly #resolver: NameResolver;
  readonly #byId = new Map<string, UpstreamBalancer>();
  #byName = new Map<string, UpstreamBalancer>();

  constructor(store: Store, resolver: NameResolver) {
    this.#store = store;
    this.#resolver = resolver;
    store.onChange((table) => {
      if (table === "upstreams" || table === "targets") this.#follow();
    });
    resolver.onChange((host) => this.#resolved(host));
    this.#follow();
  }

  byName(name: string): UpstreamBalancer | undefined {
    return this.#byName.get(name);
  }

  all(): UpstreamBalancer[] {
    return [...this.#byId.values()];
  }

  #follow(): void {
    const targets = Map.groupBy(this.#store.list("targets"), (target) => target.upstream.id);
    const upstreams = this.#store.list("upstreams");
    const ids = new Set(upstreams.map(({ id }) => id));
    for (const id of this.#byId.keys()) if (!ids.has(id)) this.#byId.delete(id);
    for (const upstream of upstreams) this.#balancerOf(upstream).update(upstream, targets.get(upstream.id) ?? []);
    this.#byName = new Map(this.all().map((balancer) => [balancer.upstream.name, balancer]));
    this.#resolver.watch(this.all().flatMap(({ peers }) => peers.map(({ host }) => host)));
    for (const balancer of this.all()) this.#markResolvable(balancer, () => true);
  }

  #balancerOf(upstream: Upstream): UpstreamBalancer {
    const existing = this.#byId.get(upstream.id);
    if (existing) return existing;
    const created = new UpstreamBalancer(upstream);
    this.#byId.set(upstream.id, created);
    return created;
  }

  #resolved(host: string): void {
    for (const balancer of this.all()) this.#markResolvable(balancer, (peer) => peer.host === host);
  }

  #markResolvable(balancer: UpstreamBalancer, concerns: (peer: Peer) => boolean): void {
    let changed = false;
    for (const peer of balancer.peers.filter(concerns)) {
      const resolvable = this.#resolver.state(peer.host).kind !== "failed";
      changed ||= resolvable !== peer.resolvable;
      peer.resolvable = resolvable;
    }
    if (changed) balancer.refresh();
  }

  targets(upstreamId: string): Map<string, TargetStatus> {
    const balancer = this.#byId.get(upstreamId);
    return new Map(balancer?.peers.map((peer) => [peer.name, this.#status(balancer, peer)]));
  }

  summary(upstreamId: string): UpstreamStatus {
    const balancer = this.#byId.get(upstreamId);
    if (!balancer) throw new Error(`upstream ${upstreamId} has no balancer`);
    const targets = balancer.peers.map((peer) => this.#status(balancer, peer));
    return { healthy: balancer.healthy, checked: balancer.checked, weight: balancer.weight, targets };
  }

  set(upstreamId: string, target: string, healthy: boolean): boolean {
    const balancer = this.#byId.get(upstreamId);
    const peer = balancer?.peers.find(({ name }) => name === target);
    if (!balancer?.checked || !peer) return false;
    balancer.setHealth(peer, healthy);
    return true;
  }

  #status(balancer: UpstreamBalancer, peer: Peer): TargetStatus {
    const resolution = this.#resolver.state(peer.host);
    const available = balancer.available(peer);
    const checked = balancer.checked && peer.weight > 0;
    const health = checked ? (available ? "HEALTHY" : "UNHEALTHY") : "HEALTHCHECKS_OFF";
    const { host, port, weight } = peer;
    if (resolution.kind !== "resolved") {
      const dns = resolution.kind === "failed" ? resolution.reason : "unknown";
      return { host, port, weight, dns, addresses: [] };
    }
    const { ip } = resolution;
    return { host, port, weight, dns: isIPv4(ip) ? "A" : "AAAA", addresses: [{ ip, port, available, health }] };
  }
}
