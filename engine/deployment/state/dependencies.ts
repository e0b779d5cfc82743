import type { ResourceState, Urn } from "./snapshot.ts";
import { providerReference } from "./urn.ts";

/** What a resource depends on by its properties and options: everything but its parent and its provider. */
export function dependenciesOf(state: ResourceState): Set<Urn> {
  const urns = new Set(state.dependencies);
  for (const urn of Object.values(state.propertyDependencies ?? {}).flat()) urns.add(urn);
  if (state.deletedWith !== undefined) urns.add(state.deletedWith);
  for (const urn of state.replaceWith ?? []) urns.add(urn);
  return urns;
}

/** Like `dependenciesOf`, with the provider resource. */
export function requirementsOf(state: ResourceState): Set<Urn> {
  const urns = dependenciesOf(state);
  if (state.provider !== undefined) urns.add(providerReference(state.provider).urn);
  return urns;
}

/**
 * The resources that depend on `root` directly or through others, in order; parents do not count. `resources` must be
 * in order of dependency. Those in `ignored` are passed over, with what depends on them alone.
 */
export function dependentsOf(
  root: ResourceState,
  resources: readonly ResourceState[],
  ignored: ReadonlySet<Urn>,
): ResourceState[] {
  const reached = new Set<Urn>([root.urn]);
  const dependents: ResourceState[] = [];
  for (const candidate of resources.slice(resources.indexOf(root) + 1)) {
    if (ignored.has(candidate.urn) || ![...requirementsOf(candidate)].some((urn) => reached.has(urn))) continue;
    dependents.push(candidate);
    reached.add(candidate.urn);
  }
  return dependents;
}

/**
 * For each of the resources, those that must outlive it: what it requires, its parent, and everything inside a
 * component that it requires. Only what stands before it in the list can be among them.
 */
export function survivorsOf(resources: readonly ResourceState[]): Map<ResourceState, Set<ResourceState>> {
  const before = new Map<Urn, ResourceState[]>();
  const inside = new Map<Urn, ResourceState[]>();
  const survivors = new Map<ResourceState, Set<ResourceState>>();
  const parentOf = new Map<Urn, Urn | undefined>();
  for (const state of resources) {
    const own = new Set<ResourceState>();
    for (const urn of requirementsOf(state)) {
      for (const required of before.get(urn) ?? []) {
        own.add(required);
        if (!required.custom) for (const child of inside.get(urn) ?? []) own.add(child);
      }
    }
    if (state.parent !== undefined) for (const parent of before.get(state.parent) ?? []) own.add(parent);
    own.delete(state);
    survivors.set(state, own);
    append(before, state.urn, state);
    parentOf.set(state.urn, state.parent);
    for (let urn = state.parent; urn !== undefined; urn = parentOf.get(urn)) {
      append(inside, urn, state);
    }
  }
  return survivors;
}

function append<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
