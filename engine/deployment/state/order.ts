import { requirementsOf } from "./dependencies.ts";
import type { ResourceState, Urn } from "./snapshot.ts";

/**
 * The resources so that everything precedes what depends on it, and otherwise as they were. It takes care of lists in
 * which entries that an operation left alone lie behind those that it wrote.
 */
export function inOrderOfDependency(resources: readonly ResourceState[]): ResourceState[] {
  const named = new Map<Urn, ResourceState[]>();
  for (const state of resources) named.set(state.urn, [...(named.get(state.urn) ?? []), state]);
  const placed = new Set<ResourceState>();
  const ordered: ResourceState[] = [];
  const place = (state: ResourceState): void => {
    if (placed.has(state)) return;
    // Before its dependencies: a circle, which no program can make, ends here.
    placed.add(state);
    for (const urn of [state.parent ?? "", ...requirementsOf(state)]) {
      const living = (named.get(urn) ?? []).filter((required) => state.delete === true || required.delete !== true);
      for (const required of living) place(required);
    }
    ordered.push(state);
  };
  for (const state of resources) place(state);
  return ordered;
}
