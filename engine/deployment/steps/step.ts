import type { PropertyDifference } from "../events.ts";
import type { ResourceState } from "../state/snapshot.ts";

/** Why a step exists, as Pulumi shows it. */
export interface StepCause {
  /** The properties that force a replacement. */
  readonly keys: readonly string[];
  /** The properties that changed. */
  readonly diffs: readonly string[];
  readonly detailed: Readonly<Record<string, PropertyDifference>> | null;
}

export const NO_CAUSE: StepCause = { keys: [], diffs: [], detailed: null };

/** A change of one resource, as data. `old` is always the very object that the state's list holds. */
export type Step =
  /** Not meant by the operation: it stays as it is, or is not made. */
  | { readonly op: "leave"; readonly old: ResourceState | undefined; readonly new: ResourceState }
  | { readonly op: "same"; readonly old: ResourceState; readonly new: ResourceState }
  | { readonly op: "create"; readonly new: ResourceState }
  | { readonly op: "update"; readonly old: ResourceState; readonly new: ResourceState; readonly cause: StepCause }
  /** Makes the new one; with `keepOld`, the old one stays, marked to be deleted at the end. */
  | {
      readonly op: "create-replacement";
      readonly old: ResourceState;
      readonly new: ResourceState;
      readonly cause: StepCause;
      readonly keepOld: boolean;
    }
  /** Does nothing itself: it is what people see and count of a replacement. */
  | { readonly op: "replace"; readonly old: ResourceState; readonly new: ResourceState; readonly cause: StepCause }
  | { readonly op: "delete"; readonly old: ResourceState }
  /** With `recreated`, the entry stays, marked as waiting for its successor. */
  | { readonly op: "delete-replaced"; readonly old: ResourceState; readonly recreated: boolean }
  /** Nothing is left but an entry that waited for a successor which is not wanted any more. */
  | { readonly op: "remove-pending-replace"; readonly old: ResourceState }
  /** Looks up what is not managed. `old` was read, too, or it was managed under the id that is now read. */
  | { readonly op: "read"; readonly old: ResourceState | undefined; readonly new: ResourceState }
  /** Like `read`, in the place of a managed resource: that stays, marked to be deleted at the end. */
  | { readonly op: "read-replacement"; readonly old: ResourceState; readonly new: ResourceState }
  /** `new` is there when it has been carried out and the resource was found. */
  | { readonly op: "refresh"; readonly old: ResourceState; readonly new?: ResourceState; readonly cause: StepCause };

/** What the steps of a read can be. */
export type ReadStep = Extract<Step, { op: "read" | "read-replacement" | "replace" }>;

/** What the steps that a registration leads to can be. */
export type RegistrationStep = Exclude<
  Step,
  { op: "leave" | "read" | "read-replacement" | "refresh" | "remove-pending-replace" }
>;
