import type { networking } from "@pulumi/kubernetes/types/input.js";
import { type Component, componentLabel, type Labels } from "../labels.ts";
import type { NetworkPolicyManifest } from "./manifest.ts";

type Peer = networking.v1.NetworkPolicyPeer;
type Port = number | string;

/** Who may call, or who is called, at which ports; no peers: anybody. */
export interface Way {
  readonly peers: readonly Peer[];
  readonly ports: readonly Port[];
}

/** NodeLocal DNSCache answers there on every node that has it: https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/ */
const NODE_LOCAL_DNS = "169.254.20.10/32";
const DNS_PORT = 53;

export function pods(labels: Labels): Peer {
  return { podSelector: { matchLabels: { ...labels } } };
}

export function components(...names: readonly Component[]): Peer[] {
  return names.map((name) => pods(componentLabel(name)));
}

/**
 * What pods may do on the network besides asking for names: everything else is refused in both directions.
 *
 * A NetworkPolicy judges what comes over the pod network. It does not see what the node itself does: the kubelet's probes
 * get through everywhere, and so does `kubectl port-forward`, which enters the pod from its node and calls 127.0.0.1
 * there. Who may do that is decided by RBAC on `pods/portforward`. It holds only where the cluster's network plugin
 * implements it.
 */
export function networkPolicy(
  name: string,
  metadata: { readonly namespace: string; readonly labels: Labels },
  selected: Labels,
  ways: { readonly ingress: readonly Way[]; readonly egress: readonly Way[] },
): NetworkPolicyManifest {
  return {
    kind: "NetworkPolicy",
    metadata: { ...metadata, name },
    spec: {
      podSelector: { matchLabels: { ...selected } },
      policyTypes: ["Ingress", "Egress"],
      ingress: ways.ingress.map(({ peers, ports }) => ({ ...some("from", peers), ports: ports.map(tcp) })),
      egress: [...ways.egress.map(({ peers, ports }) => ({ ...some("to", peers), ports: ports.map(tcp) })), DNS],
    },
  };
}

/** Pods that no other policy selects may do nothing at all. */
export function denyAll(metadata: { readonly namespace: string; readonly labels: Labels }): NetworkPolicyManifest {
  return {
    kind: "NetworkPolicy",
    metadata: { ...metadata, name: "deny-all" },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  };
}

const DNS = {
  to: [
    { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } },
    { ipBlock: { cidr: NODE_LOCAL_DNS } },
  ],
  ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: DNS_PORT })),
};

/** The port of a URL outside: no policy can name its host, so it is open to any address. */
export function toUrl(url: string): Way {
  const { port, protocol } = new URL(url);
  return { peers: [], ports: [port === "" ? (protocol === "https:" ? 443 : 80) : Number(port)] };
}

function tcp(port: Port): { readonly protocol: "TCP"; readonly port: Port } {
  return { protocol: "TCP", port };
}

function some(key: "from" | "to", peers: readonly Peer[]): { readonly [Key in "from" | "to"]?: Peer[] } {
  return peers.length === 0 ? {} : { [key]: [...peers] };
}
