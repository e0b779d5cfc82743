import type { ResourceState, Urn } from "../state/snapshot.ts";
import type { PropertyMap } from "../values/property-value.ts";
import { NO_CAUSE, type ReadStep } from "./step.ts";

/** An existing resource that the program wants to know, not to manage. */
export interface ReadGoal {
  readonly urn: Urn;
  readonly type: string;
  /** Unknown in a preview, perhaps. */
  readonly id: string;
  /** What the provider may need beside the id to find it. */
  readonly inputs: PropertyMap;
  readonly parent: Urn | undefined;
  readonly dependencies: readonly Urn[];
  /** Reference to the provider; undefined for provider resources, which cannot be read. */
  readonly provider: string | undefined;
  readonly additionalSecretOutputs: readonly string[];
  readonly sourcePosition: string | undefined;
  readonly stackTrace: ResourceState["stackTrace"];
}

/**
 * The steps that read a resource. A managed resource of the same URN is given up: it is left as it is when it is the
 * one that is read, else it is deleted at the end.
 */
export function planRead(goal: ReadGoal, old: ResourceState | undefined): ReadStep[] {
  const next = stateOfRead(goal, old);
  if (old === undefined || old.external === true || old.id === goal.id) return [{ op: "read", old, new: next }];
  return [
    { op: "read-replacement", old, new: next },
    { op: "replace", old, new: next, cause: NO_CAUSE },
  ];
}

function stateOfRead(goal: ReadGoal, old: ResourceState | undefined): ResourceState {
  return {
    urn: goal.urn,
    custom: true,
    id: goal.id,
    type: goal.type,
    inputs: goal.inputs,
    parent: goal.parent,
    external: true,
    dependencies: goal.dependencies,
    provider: goal.provider,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    aliases: old === undefined || old.urn === goal.urn ? [] : [old.urn],
    created: old?.created,
    modified: old?.modified,
    sourcePosition: goal.sourcePosition,
    stackTrace: goal.stackTrace,
  };
}
