import type { ResourceState } from "../state/snapshot.ts";
import { equalValues } from "../values/difference.ts";
import type { PropertyMap } from "../values/property-value.ts";

/**
 * True when a resource that needs no change has something new to store all the same. What only describes the program
 * (positions in its sources) waits for the end of the run, so that a run without changes writes once.
 */
export function needsStoring(old: ResourceState, kept: ResourceState): boolean {
  return !equalValues(described(old), described(kept));
}

function described(state: ResourceState): PropertyMap {
  return {
    urn: state.urn,
    type: state.type,
    custom: state.custom,
    retainOnDelete: state.retainOnDelete === true,
    protect: state.protect === true,
    provider: state.provider ?? "",
    parent: state.parent ?? "",
    deletedWith: state.deletedWith ?? "",
    customTimeouts: { ...state.customTimeouts },
    inputs: state.inputs ?? {},
    outputs: state.outputs ?? {},
    dependencies: [...(state.dependencies ?? [])].sort(),
  };
}
