import type { ResourceState, Urn } from "../deployment/state/snapshot.ts";
import { isProviderType } from "../deployment/state/urn.ts";

/** What the check looks at: a state in memory, or as it is stored. */
type Checked = Pick<
  ResourceState,
  | "urn"
  | "type"
  | "custom"
  | "id"
  | "delete"
  | "parent"
  | "provider"
  | "dependencies"
  | "propertyDependencies"
  | "deletedWith"
  | "replaceWith"
  | "pendingReplacement"
>;

/**
 * What is wrong in a deployment's resources, as Pulumi checks it before it uses one: everything that a resource refers
 * to precedes it, its provider in the very instance that it names, and only one living resource has a URN. Undefined
 * when it is sound.
 */
export function findIntegrityProblem(deployment: { readonly resources?: readonly Checked[] }): string | undefined {
  const seen = new Set<Urn>();
  const living = new Set<Urn>();
  const providers = new Set<string>();
  for (const resource of deployment.resources ?? []) {
    const { urn, provider } = resource;
    if (!resource.custom && (resource.id ?? "") !== "") return `${urn} is a component and has an id`;
    if (isProviderType(resource.type)) providers.add(`${urn}::${resource.id}`);
    if (provider !== undefined && !providers.has(provider) && resource.pendingReplacement !== true) {
      return `${urn} refers to provider ${provider}, which does not precede it`;
    }
    const missing = references(resource).find((reference) => !seen.has(reference.urn));
    if (missing !== undefined) {
      return `${urn} refers to ${missing.as} ${missing.urn}, which does not precede it`;
    }
    if (resource.delete !== true) {
      if (living.has(urn)) {
        return `${urn} is there twice`;
      }
      living.add(urn);
    }
    seen.add(urn);
  }
  return undefined;
}

function references(resource: Checked): { as: string; urn: Urn }[] {
  const { parent, dependencies, propertyDependencies, deletedWith, replaceWith } = resource;
  const references = (as: string, urns: readonly Urn[]) => urns.map((urn) => ({ as, urn }));
  return [
    ...references("parent", parent === undefined ? [] : [parent]),
    ...references("dependency", dependencies ?? []),
    ...Object.entries(propertyDependencies ?? {}).flatMap(([key, urns]) => references(`dependency of ${key}`, urns)),
    ...references("deletedWith", deletedWith === undefined ? [] : [deletedWith]),
    ...references("replaceWith", replaceWith ?? []),
  ];
}
