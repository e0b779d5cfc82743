import type { StepOperation } from "../../deployment/events.ts";

interface OperationWords {
  /** Two characters in front of a line. */
  readonly sign: string;
  /** What a preview says of the step. */
  readonly plan: string;
  /** What a preview says of it once all about it is known; as `plan` where it is absent. */
  readonly planned?: string;
  readonly underway: string;
  readonly done: string;
  /** As the summary of an update counts it. */
  readonly counted: string;
}

/** Pulumi's words for each kind of step (pkg/resource/deploy/step.go, pkg/backend/display/progress.go). */
export const OPERATIONS: Readonly<Record<StepOperation, OperationWords>> = {
  same: { sign: "  ", plan: "", underway: "", done: "", counted: "unchanged" },
  create: { sign: "+ ", plan: "create", underway: "creating", done: "created", counted: "created" },
  update: { sign: "~ ", plan: "update", underway: "updating", done: "updated", counted: "updated" },
  delete: { sign: "- ", plan: "delete", underway: "deleting", done: "deleted", counted: "deleted" },
  replace: { sign: "+-", plan: "replace", underway: "replacing", done: "replaced", counted: "replaced" },
  "create-replacement": {
    sign: "++",
    plan: "create replacement",
    planned: "replace",
    underway: "creating replacement",
    done: "created replacement",
    counted: "create-replacement",
  },
  "delete-replaced": {
    sign: "--",
    plan: "delete original",
    planned: "replace",
    underway: "deleting original",
    done: "deleted original",
    counted: "delete-replaced",
  },
  read: { sign: "> ", plan: "read", underway: "reading", done: "read", counted: "read" },
  "read-replacement": {
    sign: ">>",
    plan: "read for replacement",
    planned: "replace",
    underway: "reading for replacement",
    done: "read for replacement",
    counted: "read-replacement",
  },
  refresh: {
    sign: "~ ",
    plan: "refreshing",
    planned: "refresh",
    underway: "refreshing",
    done: "refresh",
    counted: "refreshed",
  },
  discard: { sign: "< ", plan: "discard", underway: "discarding", done: "discarded", counted: "discarded" },
  "discard-replaced": {
    sign: "<<",
    plan: "discard original",
    planned: "replace",
    underway: "discarding original",
    done: "discarded original",
    counted: "discard-replaced",
  },
  "remove-pending-replace": { sign: "~ ", plan: "", underway: "", done: "", counted: "remove-pending-replace" },
};

/** The order in which a summary lists them. */
export const SUMMARY_ORDER = Object.keys(OPERATIONS) as readonly StepOperation[];

/** True for the steps that a replacement is made of. */
export function isPartOfReplacement(operation: StepOperation): boolean {
  return ["create-replacement", "delete-replaced", "discard-replaced", "read-replacement"].includes(operation);
}

/** True for a step that people see nothing of: only the state forgets that a replacement was pending. */
export function isForgetting(operation: StepOperation): boolean {
  return operation === "remove-pending-replace";
}

/** Reads say what was looked at, not what changed: a summary leaves them out. */
export function countsAsChange(operation: StepOperation): boolean {
  return !["same", "read", "discard", "read-replacement"].includes(operation);
}
