import type { Balancers } from "../balancer/balancers.ts";
import { type HashSource, type HashValue, hashValue } from "../balancer/hash-input.ts";
import type { Peer, UpstreamBalancer } from "../balancer/upstream-balancer.ts";
import type { Service } from "../store/entities.ts";
import { hostHeader } from "./headers.ts";

/** Where a request of a service goes, try by try: through a balancer, or always to the service's own host. */
export type Destination = { kind: "host" } | { kind: "upstream"; balancer: UpstreamBalancer; hash: HashValue };

export interface Choice {
  host: string;
  port: number;
  hostHeader: string;
  peer: Peer | undefined;
}

export function destinationOf(service: Service, balancers: Balancers, source: () => HashSource): Destination {
  const balancer = balancers.byName(service.host);
  if (!balancer) return { kind: "host" };
  const { algorithm } = balancer.upstream;
  return {
    kind: "upstream",
    balancer,
    hash: algorithm === "consistent-hashing" ? hashValue(balancer.upstream, source()) : { value: "" },
  };
}

/** @returns undefined where the upstream has no target to give. */
export function choose(destination: Destination, service: Service, tried: ReadonlySet<Peer>): Choice | undefined {
  if (destination.kind === "host") {
    const { host, port, protocol } = service;
    return { host, port, hostHeader: hostHeader(host, port, protocol), peer: undefined };
  }
  const peer = destination.balancer.pick(destination.hash.value, tried);
  if (!peer) return undefined;
  const { host, port } = peer;
  const name = destination.balancer.upstream.host_header ?? host;
  return { host, port, hostHeader: hostHeader(name, port, service.protocol), peer };
}
