import type { ResourceState, Urn } from "./snapshot.ts";

/**
 * The state after a refresh: without what is gone, and without references to it. A child whose parent is gone moves
 * to the parent's parent.
 * @param resources in order of dependency; undefined stands for one that the refresh found gone
 */
export function withoutMissing(
  before: readonly ResourceState[],
  resources: readonly (ResourceState | undefined)[],
): ResourceState[] {
  const present = new Set<Urn>();
  const parents = new Map<Urn, Urn | undefined>();
  const result: ResourceState[] = [];
  before.forEach((old, index) => {
    const parentNow = old.parent === undefined || present.has(old.parent) ? old.parent : parents.get(old.parent);
    const state = resources[index];
    if (state === undefined) {
      parents.set(old.urn, parentNow);
      return;
    }
    const known = (urn: Urn): boolean => present.has(urn);
    result.push({
      ...state,
      parent: parentNow,
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
  });
  return result;
}
