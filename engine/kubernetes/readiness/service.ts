import { isPlainObject } from "../../deployment/values/marks.ts";
import { type KubeObject, objectsAt, textAt, valueAt } from "../objects/kube-object.ts";
import { nameIn, ofKind } from "./conditions.ts";
import { READY, type Readiness, waiting } from "./verdict.ts";

/** A service is ready when it leads somewhere. One that selects no pods is given its endpoints by somebody else. */
export const SERVICE: Readiness = {
  related: (service) =>
    needsEndpoints(service)
      ? [{ resources: "endpointslices.v1.discovery.k8s.io", selector: `kubernetes.io/service-name=${nameIn(service)}` }]
      : [],
  judge(service, related) {
    if (textAt(service, "spec", "type") === "LoadBalancer" && addresses(service).length === 0) {
      return waiting("no load balancer address yet", [
        { text: "no load balancer has given it an address", eventsOf: nameIn(service) },
      ]);
    }
    if (!needsEndpoints(service)) return READY;
    const endpoints = ofKind(related, "EndpointSlice").flatMap((slice) => objectsAt(slice, "endpoints"));
    const ready = endpoints.filter((endpoint) => valueAt(endpoint, "conditions", "ready") !== false);
    if (ready.length > 0) return READY;
    const text =
      endpoints.length > 0
        ? `none of the ${endpoints.length} pods that match its selector is ready`
        : `no pod matches its selector ${selectorOf(service)}`;
    const advice = 'if none is meant to yet, give it the annotation pulumi.com/skipAwait: "true"';
    return waiting(`0/${endpoints.length} endpoints ready`, [
      { text: `${text}; ${advice}`, eventsOf: nameIn(service) },
    ]);
  },
};

function addresses(service: KubeObject): KubeObject[] {
  return objectsAt(service, "status", "loadBalancer", "ingress");
}

function needsEndpoints(service: KubeObject): boolean {
  return textAt(service, "spec", "type") !== "ExternalName" && selectorOf(service) !== "";
}

function selectorOf(service: KubeObject): string {
  const selector = valueAt(service, "spec", "selector");
  if (!isPlainObject(selector)) return "";
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}
