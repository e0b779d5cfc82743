import type { ResourceState, Urn } from "./snapshot.ts";

/**
 * The state after a refresh: without what is gone, and without references to it. A child whose parent is gone has none
 * until the program registers it again.
 * @param resources in order of dependency; undefined stands for one that the refresh found gone
 */
export function withoutMissing(resources: readonly (ResourceState | undefined)[]): ResourceState[] {
  const present = new Set<Urn>();
  const result: ResourceState[] = [];
  for (const state of resources) {
    if (state === undefined) continue;
    const known = (urn: Urn): boolean => present.has(urn);
    result.push({
      ...state,
      parent: state.parent !== undefined && known(state.parent) ? state.parent : undefined,
      dependencies: state.dependencies?.filter(known),
      propertyDependencies:
        state.propertyDependencies &&
        Object.fromEntries(
          Object.entries(state.propertyDependencies)
            .map(([key, urns]) => [key, urns.filter(known)] as const)
            .filter(([, urns]) => urns.length > 0),
        ),
      deletedWith: state.deletedWith !== undefined && known(state.deletedWith) ? state.deletedWith : undefined,
      replaceWith: state.replaceWith?.filter(known),
    });
    present.add(state.urn);
  }
  return result;
}
