import type { PendingOperation, ResourceState, Snapshot, Urn } from "./snapshot.ts";
import { makeUrn, nameOf, providerReference, providerReferenceText, STACK_TYPE, typeOf } from "./urn.ts";

/**
 * The snapshot with every reference to a resource's former name changed to its present one, and the former names
 * dropped: what is stored refers only to names that it contains.
 */
export function withAliasesResolved(snapshot: Snapshot): Snapshot {
  const renamed = new Map<Urn, Urn>();
  for (const state of snapshot.resources) {
    for (const alias of state.aliases ?? []) renamed.set(alias, state.urn);
    const parent = state.parent === undefined ? undefined : renamed.get(state.parent);
    if (parent !== undefined && typeOf(parent) !== STACK_TYPE) {
      const [, , stack = ""] = state.urn.split(":");
      const project = state.urn.split("::")[1] ?? "";
      renamed.set(state.urn, makeUrn(stack, project, parent, typeOf(state.urn), nameOf(state.urn)));
    }
  }
  if (renamed.size === 0) return snapshot;
  const fixed = (state: ResourceState): ResourceState => withUrns(state, (urn) => renamed.get(urn) ?? urn);
  return {
    resources: snapshot.resources.map(fixed),
    pendingOperations: snapshot.pendingOperations.map(
      (operation): PendingOperation => ({ ...operation, resource: fixed(operation.resource) }),
    ),
  };
}

function withUrns(state: ResourceState, rename: (urn: Urn) => Urn): ResourceState {
  const reference = state.provider === undefined ? undefined : providerReference(state.provider);
  const of = (urn: Urn | undefined): Urn | undefined => (urn === undefined ? undefined : rename(urn));
  return {
    ...state,
    urn: rename(state.urn),
    parent: of(state.parent),
    provider: reference && providerReferenceText({ urn: rename(reference.urn), id: reference.id }),
    dependencies: state.dependencies?.map(rename),
    propertyDependencies:
      state.propertyDependencies &&
      Object.fromEntries(Object.entries(state.propertyDependencies).map(([key, urns]) => [key, urns.map(rename)])),
    deletedWith: of(state.deletedWith),
    replaceWith: state.replaceWith?.map(rename),
    aliases: undefined,
  };
}
