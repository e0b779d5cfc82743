import type { ResourceState, Urn } from "../state/snapshot.ts";
import { nameOf, providerReference } from "../state/urn.ts";
import type { PropertyMap } from "../values/property-value.ts";

/** A resource as policies get to see it. */
export interface JudgedResource {
  readonly state: ResourceState;
  readonly name: string;
  /** Inputs where the resource is judged before its step, outputs where the stack is judged in the end. */
  readonly properties: PropertyMap;
  readonly provider: ResourceState | undefined;
  /** Undefined: as the provider says. */
  readonly deleteBeforeReplace: boolean | undefined;
}

/** A resource before its step. `state` is the one that its goal asks for. */
export function beforeStep(
  state: ResourceState,
  provider: ResourceState | undefined,
  deleteBeforeReplace: boolean | undefined,
): JudgedResource {
  return { state, name: nameOf(state.urn), properties: state.inputs ?? {}, provider, deleteBeforeReplace };
}

/**
 * The resources of a stack when everything is done.
 * @param resources what the program registered, as the state has it now
 */
export function whenDone(
  resources: readonly ResourceState[],
  deleteBeforeReplace: ReadonlyMap<Urn, boolean | undefined>,
): JudgedResource[] {
  const byUrn = new Map(resources.map((state) => [state.urn, state]));
  return resources.map((state) => ({
    state,
    name: nameOf(state.urn),
    properties: state.outputs ?? {},
    provider: state.provider === undefined ? undefined : byUrn.get(providerReference(state.provider).urn),
    deleteBeforeReplace: deleteBeforeReplace.get(state.urn),
  }));
}
