import type { ResourceState, Urn } from "../state/snapshot.ts";
import type { Difference } from "./difference.ts";
import type { Goal } from "./goal.ts";

/** What is to happen to a resource that the program registered. */
export type Decision =
  | { readonly kind: "create" }
  /** It was only read before: it is made, and the entry of the read one goes. */
  | { readonly kind: "take-over" }
  | { readonly kind: "same" }
  | { readonly kind: "update"; readonly difference: Difference }
  | {
      readonly kind: "replace";
      readonly difference: Difference;
      readonly order: "create-first" | "delete-first";
      /** Why it must not be done, if so. A preview shows all the same what it would be. */
      readonly forbidden: string | undefined;
    }
  /** Deleted earlier in this run because something that it depends on had to go first: it is made again. */
  | { readonly kind: "recreate" };

/** True when the old resource's inputs mean nothing for the new one's defaults. */
export function startsAfresh(old: ResourceState | undefined, deletedInThisRun: boolean): boolean {
  return old === undefined || deletedInThisRun || old.external === true || old.taint === true;
}

/**
 * Decides without asking the provider for a difference, where that is possible.
 * @returns undefined when the difference matters: ask, then `decideByDifference`.
 */
export function decideWithoutDifference(
  old: ResourceState | undefined,
  deletedInThisRun: boolean,
): Decision | undefined {
  if (old === undefined) return { kind: "create" };
  if (deletedInThisRun) return { kind: "recreate" };
  if (old.external === true) return { kind: "take-over" };
  return undefined;
}

export function decideByDifference(goal: Goal, old: ResourceState, difference: Difference): Decision {
  const replace = old.pendingReplacement === true || (difference.any && difference.replace);
  if (!replace) {
    return difference.any || (old.initErrors ?? []).length > 0 ? { kind: "update", difference } : { kind: "same" };
  }
  const deleteFirst = goal.deleteBeforeReplace ?? difference.deleteBeforeReplace;
  return {
    kind: "replace",
    difference,
    order: deleteFirst ? "delete-first" : "create-first",
    forbidden: goal.protect && old.protect === true ? protectedText(goal.urn) : undefined,
  };
}

function protectedText(urn: Urn): string {
  return (
    `unable to replace resource "${urn}"\nas it is currently marked for protection. To unprotect the resource, ` +
    "remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`"
  );
}
