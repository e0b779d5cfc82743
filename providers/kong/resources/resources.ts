import { consumer } from "./consumer.ts";
import { consumerJwtAuth } from "./consumer-jwt-auth.ts";
import { plugin } from "./plugin.ts";
import type { ResourceKind } from "./property.ts";
import { route } from "./route.ts";
import { service } from "./service.ts";
import { target } from "./target.ts";
import { upstream } from "./upstream.ts";

export const resourceKinds: readonly ResourceKind[] = [
  service,
  route,
  upstream,
  target,
  plugin,
  consumer,
  consumerJwtAuth,
];

/** The kind of the resource that a URN names. */
export function kindOf(urn: string): ResourceKind {
  const token = urn.split("::")[2]?.split("$").at(-1);
  const kind = resourceKinds.find((candidate) => candidate.token === token);
  if (!kind) {
    const known = resourceKinds.map((candidate) => candidate.token).join(", ");
    throw new Error(`the kong provider has no resource type "${token}"; it has ${known}`);
  }
  return kind;
}
