import { isIPv6 } from "node:net";
import { type ResourceKind, TAGS } from "./property.ts";

export const target: ResourceKind = {
  token: "kong:index/target:Target",
  noun: "target",
  description: "An address behind an upstream, with its share of the traffic.",
  collection: "targets",
  parent: { property: "upstreamId", collection: "upstreams", id: "UPSTREAM/TARGET" },
  key: "target",
  properties: {
    upstreamId: {
      type: "reference",
      required: true,
      replaces: true,
      field: "upstream",
      description: "Id of the upstream. Another one makes another target.",
    },
    target: {
      type: "string",
      required: true,
      canonical: canonicalAddress,
      description: "HOST:PORT; without a port 8000. Changes in place: weight and tags stay.",
    },
    weight: {
      type: "integer",
      required: true,
      min: 0,
      max: 65535,
      default: 100,
      description: "Share of the traffic in proportion to the other targets' weights, 0 to 65535. 0: none.",
    },
    tags: TAGS,
  },
};

/** As Kong stores an address: IPv6 in full and in brackets, and always with a port. */
export function canonicalAddress(address: string): string {
  if (isIPv6(address)) return `[${fullIPv6(address)}]:8000`;
  const [, ipv6, host, port = "8000"] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(address) ?? [];
  if (ipv6 !== undefined && isIPv6(ipv6)) return `[${fullIPv6(ipv6)}]:${port}`;
  return host === undefined ? address : `${host.toLowerCase()}:${port}`;
}

function fullIPv6(address: string): string {
  const groups = (part: string) => (part === "" ? [] : part.split(":").map((group) => group.padStart(4, "0")));
  const [head = "", tail] = address.toLowerCase().split("::");
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = new Array<string>(8 - before.length - after.length).fill("0000");
  return [...before, ...zeros, ...after].join(":");
}
