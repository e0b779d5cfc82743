import type { ResourceState } from "../state/snapshot.ts";
import type { Decision } from "./decide.ts";
import type { Difference } from "./difference.ts";
import { NO_CAUSE, type RegistrationStep, type StepCause } from "./step.ts";

/** A resource that has to go, and come again, because one that it depends on is deleted before it is replaced. */
export interface DependentReplacement {
  readonly state: ResourceState;
  readonly keys: readonly string[];
}

/**
 * The steps, in order, that carry out a decision.
 * @param old what the decision was made about; undefined only for `create`
 * @param dependents in order of dependency; only for a replacement that deletes first
 * @param keys why the resource was deleted earlier in the run; only for `recreate`
 */
export function planRegistration(options: {
  readonly decision: Decision;
  readonly old: ResourceState | undefined;
  readonly new: ResourceState;
  readonly dependents?: readonly DependentReplacement[];
  readonly keys?: readonly string[];
}): RegistrationStep[] {
  const { decision, old, new: next } = options;
  if (old === undefined || decision.kind === "create") return [{ op: "create", new: next }];
  switch (decision.kind) {
    case "same":
      return [{ op: "same", old, new: next }];
    case "update":
      return [{ op: "update", old, new: next, cause: causeOf(decision.difference) }];
    case "take-over":
      return [
        { op: "create-replacement", old, new: next, cause: NO_CAUSE, keepOld: true },
        { op: "replace", old, new: next, cause: NO_CAUSE },
      ];
    case "recreate":
      return [
        { op: "replace", old, new: next, cause: NO_CAUSE },
        {
          op: "create-replacement",
          old,
          new: next,
          cause: { ...NO_CAUSE, keys: options.keys ?? [] },
          keepOld: false,
        },
      ];
    case "replace": {
      const cause = causeOf(decision.difference);
      if (decision.order === "create-first") {
        return [
          { op: "create-replacement", old, new: next, cause, keepOld: true },
          { op: "replace", old, new: next, cause },
        ];
      }
      return [
        ...(options.dependents ?? []).toReversed().flatMap(({ state }) => deletionOfReplaced(state)),
        ...deletionOfReplaced(old),
        { op: "replace", old, new: next, cause },
        { op: "create-replacement", old, new: next, cause, keepOld: false },
      ];
    }
  }
}

/** What an interrupted replacement has deleted already is not there to be deleted again. */
function deletionOfReplaced(old: ResourceState): RegistrationStep[] {
  if (old.pendingReplacement === true) return [];
  return [old.delete === true ? { op: "delete", old } : { op: "delete-replaced", old, recreated: true }];
}

function causeOf(difference: Difference): StepCause {
  return { keys: difference.replaces, diffs: difference.changed, detailed: difference.detailed };
}
