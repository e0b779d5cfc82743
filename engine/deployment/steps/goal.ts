import type { Alias } from "../state/former-names.ts";
import type { CustomTimeouts, ResourceState, Urn } from "../state/snapshot.ts";
import type { PropertyMap, PropertyValue } from "../values/property-value.ts";

/** What the program wants of one resource, with everything that it inherits from its parent filled in. */
export interface Goal {
  readonly urn: Urn;
  readonly type: string;
  readonly custom: boolean;
  readonly inputs: PropertyMap;
  readonly parent: Urn | undefined;
  readonly protect: boolean;
  readonly dependencies: readonly Urn[];
  readonly propertyDependencies: Readonly<Record<string, readonly Urn[]>>;
  /** Reference to the provider; undefined for components and for provider resources. */
  readonly provider: string | undefined;
  /** Undefined: as the provider says. */
  readonly deleteBeforeReplace: boolean | undefined;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** The names that it may have had before. */
  readonly aliases: readonly Alias[];
  readonly customTimeouts: CustomTimeouts;
  readonly retainOnDelete: boolean;
  readonly deletedWith: Urn | undefined;
  /** It is replaced whenever one of these is. */
  readonly replaceWith: readonly Urn[];
  /** It is replaced whenever this changes; null for none. */
  readonly replacementTrigger: PropertyValue;
  readonly sourcePosition: string | undefined;
  readonly stackTrace: readonly { readonly sourcePosition: string }[];
}

/** The state that a resource gets by its goal, but for its id and outputs, which only a step can know. */
export function stateOfGoal(goal: Goal, inputs: PropertyMap, old: ResourceState | undefined): ResourceState {
  return {
    urn: goal.urn,
    custom: goal.custom,
    type: goal.type,
    inputs,
    parent: goal.parent,
    protect: goal.protect,
    dependencies: goal.dependencies,
    provider: goal.provider,
    propertyDependencies: goal.propertyDependencies,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    aliases: old === undefined || old.urn === goal.urn ? [] : [old.urn],
    customTimeouts: goal.customTimeouts,
    retainOnDelete: goal.retainOnDelete,
    deletedWith: goal.deletedWith,
    replaceWith: goal.replaceWith,
    created: old?.created,
    modified: old?.modified,
    sourcePosition: goal.sourcePosition,
    stackTrace: goal.stackTrace,
    ignoreChanges: goal.ignoreChanges,
    replaceOnChanges: goal.replaceOnChanges,
    replacementTrigger: goal.replacementTrigger,
  };
}
