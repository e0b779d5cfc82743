import type { Urn } from "./state/snapshot.ts";
import type { PropertyMap } from "./values/property-value.ts";

/** What a step does to a resource, with Pulumi's names. */
export type StepOperation =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "read"
  | "read-replacement"
  | "refresh"
  | "discard"
  | "discard-replaced"
  | "remove-pending-replace";

/** How many resources had which operation; what did not happen is left out. */
export type ResourceChanges = Partial<Record<StepOperation, number>>;

/**
 * What happens in a deployment, as Pulumi's event log writes it but for `sequence` and `timestamp`, which the writer
 * of the log adds. Exactly one key: `"diagnosticEvent" in event` tells which it is. Secrets are masked.
 */
export type EngineEvent =
  | { readonly preludeEvent: { readonly config: Readonly<Record<string, string>> } }
  | { readonly resourcePreEvent: { readonly metadata: StepMetadata; readonly planning?: true } }
  | { readonly resOutputsEvent: { readonly metadata: StepMetadata; readonly planning?: true } }
  | { readonly resOpFailedEvent: { readonly metadata: StepMetadata; readonly status: number; readonly steps: number } }
  | { readonly diagnosticEvent: DiagnosticEvent }
  /** A policy pack is about to start. */
  | { readonly policyLoadEvent: Readonly<Record<string, never>> }
  | { readonly policyEvent: PolicyEvent }
  | { readonly policyRemediationEvent: PolicyRemediationEvent }
  | { readonly policyRemediateSummaryEvent: PolicySummaryEvent }
  | { readonly policyAnalyzeSummaryEvent: PolicySummaryEvent }
  | { readonly policyAnalyzeStackSummaryEvent: PolicySummaryEvent }
  | { readonly summaryEvent: SummaryEvent };

export interface DiagnosticEvent {
  readonly urn?: Urn;
  readonly message: string;
  /** How `message` is coloured. Ours has no colour directives. */
  readonly color: "never";
  /** `info#err`: what the program wrote to its standard error. */
  readonly severity: "info" | "info#err" | "warning" | "error";
  /** Messages of one stream are one text in pieces. 0 or absent: a message of its own. */
  readonly streamID?: number;
  /** Of interest only while the resource's step is under way. */
  readonly ephemeral?: boolean;
}

/** The policy pack that an event is about. */
interface OfPolicyPack {
  readonly policyPackName: string;
  readonly policyPackVersion: string;
  /** The same as the version. */
  readonly policyPackVersionTag: string;
}

/** A policy is violated. */
export interface PolicyEvent extends OfPolicyPack {
  /** The stack's where the violation is of no single resource. */
  readonly resourceUrn: Urn;
  /** The policy's description, then what it found. */
  readonly message: string;
  readonly color: "never";
  readonly policyName: string;
  readonly enforcementLevel: "advisory" | "mandatory";
  readonly severity?: "low" | "medium" | "high" | "critical";
}

/** A policy has changed a resource's inputs. */
export interface PolicyRemediationEvent extends OfPolicyPack {
  readonly resourceUrn: Urn;
  readonly color: "raw";
  readonly policyName: string;
  /** With the engine's own `__` properties; secrets are blinded, but marked. */
  readonly before: PropertyMap;
  readonly after: PropertyMap;
}

/** Which of a pack's policies had nothing to say of a resource, or of the stack, and which had. */
export interface PolicySummaryEvent extends OfPolicyPack {
  /** Absent for the stack's policies. */
  readonly resourceUrn?: Urn;
  readonly passed?: readonly string[];
  readonly failed?: readonly string[];
}

export interface SummaryEvent {
  readonly maybeCorrupt: boolean;
  readonly durationSeconds: number;
  readonly resourceChanges: ResourceChanges;
  /** `<name>|local|<folder>` → version. */
  readonly PolicyPacks: Readonly<Record<string, string>>;
  readonly isPreview: boolean;
  readonly result: "succeeded" | "failed" | "canceled";
}

export interface StepMetadata {
  readonly op: StepOperation;
  readonly urn: Urn;
  readonly type: string;
  /** Before the step; null when there was nothing. */
  readonly old: StepStateMetadata | null;
  /** After the step; null when nothing is left. */
  readonly new: StepStateMetadata | null;
  /** The properties that force a replacement. */
  readonly keys?: readonly string[];
  /** The properties that changed. */
  readonly diffs?: readonly string[];
  /** By property path; null when the provider gave none. */
  readonly detailedDiff: Readonly<Record<string, PropertyDifference>> | null;
  /** True for a step that the program asked for, false for the parts of a replacement. */
  readonly logical?: boolean;
  /** Reference to the provider that does the step; empty for components. */
  readonly provider: string;
}

export interface PropertyDifference {
  readonly diffKind: "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";
  /** True when old inputs, not old outputs, were compared with the new inputs. */
  readonly inputDiff: boolean;
}

export interface StepStateMetadata {
  readonly type: string;
  readonly urn: Urn;
  readonly custom?: boolean;
  readonly delete?: boolean;
  readonly id: string;
  readonly parent: Urn;
  readonly protect?: boolean;
  readonly taint?: boolean;
  readonly external?: boolean;
  readonly retainOnDelete?: boolean;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  readonly provider: string;
  readonly initErrors?: readonly string[];
}
