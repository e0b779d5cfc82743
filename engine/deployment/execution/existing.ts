import type { ResourceState, Urn } from "../state/snapshot.ts";
import type { ExistingResource } from "../wire/provider.ts";

/**
 * What a provider is told about a resource that it made.
 * @param urn the name by which the provider is to know it, when that has changed
 */
export function existing(state: ResourceState, urn: Urn = state.urn): ExistingResource {
  return { urn, id: state.id ?? "", inputs: state.inputs ?? {}, outputs: state.outputs ?? {} };
}
