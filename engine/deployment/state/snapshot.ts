import type { PropertyMap, PropertyValue } from "../values/property-value.ts";

/** A resource's name in a stack: `urn:pulumi:<stack>::<project>::<parent types$>type::name`. */
export type Urn = string;

/** What happened to a resource when a command was interrupted. */
export type PendingOperationType = "creating" | "updating" | "deleting" | "reading";

/**
 * One resource of a version 3 deployment, with the names and the meaning that Pulumi's deployment file gives them.
 * Absent and empty are the same: a field that would be empty is left out.
 */
export interface ResourceState {
  readonly urn: Urn;
  /** True when a provider manages it; false for components and the stack. */
  readonly custom: boolean;
  /** Replaced and waiting to be deleted. Several entries of one URN may wait beside the living one. */
  readonly delete?: boolean;
  /** The provider's name for it. Absent for components and for what is not created yet. */
  readonly id?: string;
  readonly type: string;
  readonly inputs?: PropertyMap;
  readonly outputs?: PropertyMap;
  readonly parent?: Urn;
  readonly protect?: boolean;
  /** Marked for replacement at the next update. */
  readonly taint?: boolean;
  /** Read, not managed: never updated or deleted. */
  readonly external?: boolean;
  readonly dependencies?: readonly Urn[];
  /** Why the resource exists but is not in order. The next update tries again. */
  readonly initErrors?: readonly string[];
  /** `<URN of the provider resource>::<its id>`. */
  readonly provider?: string;
  readonly propertyDependencies?: Readonly<Record<string, readonly Urn[]>>;
  /** Deleted in order to be replaced, and not created again yet. */
  readonly pendingReplacement?: boolean;
  readonly additionalSecretOutputs?: readonly string[];
  readonly aliases?: readonly Urn[];
  readonly customTimeouts?: CustomTimeouts;
  readonly importID?: string;
  readonly retainOnDelete?: boolean;
  readonly deletedWith?: Urn;
  readonly replaceWith?: readonly Urn[];
  /** ISO 8601, UTC. */
  readonly created?: string;
  /** ISO 8601, UTC. */
  readonly modified?: string;
  /** `project:///<path>#<line>,<column>`. */
  readonly sourcePosition?: string;
  readonly stackTrace?: readonly { readonly sourcePosition: string }[];
  readonly ignoreChanges?: readonly string[];
  readonly hideDiff?: PropertyValue;
  readonly replaceOnChanges?: readonly string[];
  readonly replacementTrigger?: PropertyValue;
  readonly refreshBeforeUpdate?: boolean;
  readonly viewOf?: Urn;
  readonly resourceHooks?: Readonly<Record<string, readonly string[]>>;
}

/** Seconds; a time that is not given is left out. */
export interface CustomTimeouts {
  readonly create?: number;
  readonly update?: number;
  readonly delete?: number;
}

export interface PendingOperation {
  readonly resource: ResourceState;
  readonly type: PendingOperationType;
}

/**
 * A stack's resources at one moment, in an order in which everything precedes what depends on it. Secrets are in
 * clear inside their marks: whoever stores a snapshot encrypts it.
 */
export interface Snapshot {
  readonly resources: readonly ResourceState[];
  /** What was under way: written before each call to a provider and taken away after it. */
  readonly pendingOperations: readonly PendingOperation[];
}
