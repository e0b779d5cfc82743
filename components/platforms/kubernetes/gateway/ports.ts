/** Kong's own ports, which the stand-in has as well. */
export const GATEWAY_PORTS = { proxy: 8000, admin: 8001, status: 8100 } as const;

/** Names of the gateway's Services, and the ports they have. */
export const GATEWAY_SERVICES = {
  proxy: { name: "gateway-proxy", port: 80 },
  /** Leads `kubectl port-forward` to a pod. It has no address in the cluster: the Admin API listens on 127.0.0.1 of its pod. */
  admin: { name: "gateway-admin", port: GATEWAY_PORTS.admin },
} as const;
