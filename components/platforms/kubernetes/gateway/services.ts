import { componentLabel } from "../labels.ts";
import type { NetworkPolicyManifest, ServiceManifest } from "../manifests/manifest.ts";
import { components, networkPolicy, pods, type Way } from "../manifests/network.ts";
import { serviceOf, type Workload } from "../manifests/workload.ts";
import type { KubernetesSettings } from "../settings.ts";
import { GATEWAY_PORTS, GATEWAY_SERVICES } from "./ports.ts";

/**
 * How users and the deploying machine get to the gateway.
 *
 * The Admin API listens on 127.0.0.1 of its pod: nothing in the cluster reaches it, whatever the network plugin does about
 * policies. The deploying machine does, by `kubectl port-forward`, which RBAC grants. Its Service is only the name that
 * a tunnel finds a ready pod by.
 */
export function gatewayServices(workload: Workload, { cluster }: KubernetesSettings): ServiceManifest[] {
  const { proxy, admin } = GATEWAY_SERVICES;
  return [
    serviceOf(workload, proxy.port, "proxy", { name: proxy.name, type: cluster.gateway.serviceType }),
    serviceOf(workload, admin.port, "admin", { name: admin.name, headless: true }),
  ];
}

/** Users come in at the proxy, Prometheus reads the status port; out it goes to revisions, and where `more` says. */
export function gatewayPolicy({ metadata, selector }: Workload, more: readonly Way[]): NetworkPolicyManifest {
  return networkPolicy(metadata.name, metadata, selector, {
    ingress: [
      { peers: [], ports: ["proxy"] },
      { peers: components("prometheus"), ports: ["status"] },
    ],
    egress: [{ peers: [pods(componentLabel("revision"))], ports: ["http"] }, ...more],
  });
}

export const CONTAINER_PORTS = Object.entries(GATEWAY_PORTS).map(([name, containerPort]) => ({ name, containerPort }));
