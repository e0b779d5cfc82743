import { createHash } from "node:crypto";
import { kubernetesUrl } from "../../../tunnel/kubernetes-url.ts";
import type { ClusterPlace } from "./settings.ts";

/** Kubernetes' limit for a DNS label, which names of Services are. */
const MAX_LABEL = 63;
/** Of what names end in: a dash and the six digits of a revision's hash. */
const ENDING = 7;
const DIGEST_LENGTH = 8;

/**
 * A name as a DNS label: lower case, other characters as dashes, at most 63 characters. A longer one loses characters
 * before its ending, which is a revision's hash.
 */
export function objectName(name: string): string {
  const label = name.toLowerCase().replaceAll(/[^a-z0-9-]/g, "-");
  if (label.length <= MAX_LABEL) return label;
  return `${label.slice(0, MAX_LABEL - ENDING).replace(/-+$/, "")}${label.slice(-ENDING)}`;
}

/** A name that changes with what the object holds: whoever mounts it is rolled, and old pods keep what they began with. */
export function nameByContent(name: string, content: Readonly<Record<string, string>>): string {
  const entries = Object.entries(content).sort(([one], [other]) => (one < other ? -1 : 1));
  const digest = createHash("sha256").update(JSON.stringify(entries)).digest("hex").slice(0, DIGEST_LENGTH);
  return `${name.slice(0, MAX_LABEL - DIGEST_LENGTH - 1)}-${digest}`;
}

/** `host:port` of a Service, as pods reach it. */
export function addressInside({ namespace }: ClusterPlace, service: string, port: number): string {
  return `${service}.${namespace}.svc:${port}`;
}

/** A Service's URL, as the deploying machine reaches it: by a tunnel. */
export function urlFromOutside(place: ClusterPlace, service: string, port: number): string {
  return kubernetesUrl({ ...place, kind: "services", name: service, port, rest: "" });
}
