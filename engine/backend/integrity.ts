import type { StoredDeployment, StoredResource } from "./deployment.ts";

/**
 * What is wrong in a deployment's order of resources, as Pulumi checks it before it uses one: everything a resource
 * refers to precedes it, and only one living resource has a URN. Undefined when it is sound.
 */
export function findIntegrityProblem(deployment: StoredDeployment): string | undefined {
  const seen = new Set<string>();
  const living = new Set<string>();
  for (const resource of deployment.resources ?? []) {
    const missing = references(resource).find(({ urn }) => !seen.has(urn));
    if (missing !== undefined) {
      return `${resource.urn} refers to ${missing.as} ${missing.urn}, which does not precede it`;
    }
    if (resource.delete !== true) {
      if (living.has(resource.urn)) {
        return `${resource.urn} is there twice`;
      }
      living.add(resource.urn);
    }
    seen.add(resource.urn);
  }
  return undefined;
}

function references({ parent, provider, dependencies }: StoredResource): { as: string; urn: string }[] {
  return [
    ...(parent === undefined ? [] : [{ as: "parent", urn: parent }]),
    ...(provider === undefined ? [] : [{ as: "provider", urn: provider.slice(0, provider.lastIndexOf("::")) }]),
    ...(dependencies ?? []).map((urn) => ({ as: "dependency", urn })),
  ];
}
