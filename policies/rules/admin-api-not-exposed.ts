import type { ResourceValidationPolicy } from "@pulumi/policy";
import { bareProperties, knownValues } from "../known-values.ts";
import { KONG_SERVICE, KUBERNETES_SERVICE, TARGET } from "../resource-types.ts";
import { containerOf } from "../workloads/docker.ts";

/**
 * Where Kong's Admin API listens, in clear and with TLS, and where its Manager does, which hands requests on to it
 * (admin_listen and admin_gui_listen of kong.conf.default, Kong 3.9).
 */
const ADMIN_PORTS: readonly number[] = [8001, 8444, 8002, 8445];
/** What Services and their ports call it. */
const ADMIN_NAME = /(?:^|-)admin(?:-|$)/;
const INGRESSES: ReadonlySet<string> = new Set([
  "kubernetes:networking.k8s.io/v1:Ingress",
  "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
  "kubernetes:gateway.networking.k8s.io/v1:TCPRoute",
]);

interface ServiceSpec {
  readonly type?: string;
  readonly externalIPs?: readonly string[];
  readonly ports?: readonly { readonly name?: string; readonly port: number; readonly targetPort?: number | string }[];
}

export const adminApiNotExposed: ResourceValidationPolicy = {
  name: "admin-api-not-exposed",
  description:
    "Kong's Admin API gives all traffic to whoever reaches it: it is reached inside the cluster and by the deployer alone, " +
    "who tunnels to it. Leave its Service a ClusterIP, publish its port on 127.0.0.1, and route nothing to it.",
  enforcementLevel: "mandatory",
  validateResource({ type, name, props, notApplicable }, reportViolation) {
    const ways = waysTo(type, name, props);
    if (ways === undefined) return notApplicable("no way leads in through it");
    if (ways.length > 0) reportViolation(ways.join("\n"));
  },
};

function waysTo(type: string, name: string, props: object): readonly string[] | undefined {
  if (type === KUBERNETES_SERVICE) return waysOfService(name, bareProperties(props).spec as ServiceSpec);
  if (INGRESSES.has(type)) return waysOfIngress(name, props);
  const container = containerOf(type, props);
  if (container) {
    return (container.ports ?? [])
      .filter(({ internal, ip }) => ADMIN_PORTS.includes(internal) && !isLoopback(ip))
      .map(({ internal, ip }) => `${name} publishes port ${internal} on ${ip ?? "every address"}; allowed: 127.0.0.1.`);
  }
  if (type === KONG_SERVICE) {
    const { port } = bareProperties(props);
    return ADMIN_PORTS.includes(Number(port)) ? [`${name} leads users to port ${port}, which is the Admin API's.`] : [];
  }
  if (type === TARGET) {
    const [, port] = /:(\d+)$/.exec(String(bareProperties(props).target)) ?? [];
    return ADMIN_PORTS.includes(Number(port)) ? [`${name} leads users to port ${port}, which is the Admin API's.`] : [];
  }
  return undefined;
}

function waysOfService(name: string, { type = "ClusterIP", externalIPs = [], ports = [] }: ServiceSpec): string[] {
  if (type === "ClusterIP" && externalIPs.length === 0) return [];
  const how = type === "ClusterIP" ? "has externalIPs" : `is of type ${type}`;
  return ports
    .filter(
      ({ name: port = "", port: number, targetPort }) =>
        ADMIN_PORTS.includes(number) ||
        ADMIN_PORTS.includes(Number(targetPort)) ||
        ADMIN_NAME.test(port) ||
        ADMIN_NAME.test(String(targetPort)),
    )
    .map(({ port }) => `Service ${name} ${how} and has the Admin API's port ${port}; allowed: ClusterIP.`);
}

/** Whatever form the rule has: a backend is a name and a number or name of a port. */
function waysOfIngress(name: string, props: object): string[] {
  const { spec } = bareProperties(props);
  const backend = knownValues((spec ?? {}) as object).find(
    ({ key, value }) =>
      ((key === "number" || key === "port") && ADMIN_PORTS.includes(Number(value))) ||
      (key === "name" && ADMIN_NAME.test(String(value))),
  );
  return backend ? [`${name} leads to ${backend.key} ${backend.value}, which is the Admin API's.`] : [];
}

function isLoopback(ip: string | undefined): boolean {
  return ip !== undefined && (ip.startsWith("127.") || ip === "::1");
}
