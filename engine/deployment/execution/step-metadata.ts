import type { StepMetadata, StepOperation, StepStateMetadata } from "../events.ts";
import type { ResourceState } from "../state/snapshot.ts";
import { isDefaultProvider } from "../state/urn.ts";
import { NO_CAUSE, type Step } from "../steps/step.ts";
import { equalValues } from "../values/difference.ts";
import { maskedProperties } from "../values/secrecy.ts";

/** What a step is shown and counted as. */
export function operationOf(step: Step): StepOperation {
  if (step.op === "delete" && step.old.external === true) return "discard";
  if (step.op === "delete-replaced" && step.old.external === true) return "discard-replaced";
  return step.op === "leave" ? "same" : step.op;
}

export function resourceOf(step: Step): ResourceState {
  if (step.op === "refresh") return step.new ?? step.old;
  return "new" in step ? step.new : step.old;
}

/** True for what people asked for; the parts of a replacement are not. */
export function isLogical(step: Step): boolean {
  return ["leave", "same", "create", "update", "replace", "delete", "read"].includes(step.op);
}

/** True for what the summary counts: of what was only read, that which has changed since it was read before. */
export function isCounted(step: Step): boolean {
  if (step.op !== "read") return isLogical(step);
  return step.old?.outputs !== undefined && !equalValues(step.old.outputs, step.new.outputs);
}

/** Steps that are the engine's own business: neither told nor counted. */
export function isInternal(step: Step): boolean {
  return isDefaultProvider(resourceOf(step).urn);
}

export function metadataOf(step: Step, op: StepOperation = operationOf(step)): StepMetadata {
  const resource = resourceOf(step);
  const cause = "cause" in step ? step.cause : NO_CAUSE;
  return {
    op,
    urn: resource.urn,
    type: resource.type,
    old: oldOf(step),
    new: "new" in step && step.new !== undefined ? stateMetadata(step.new) : null,
    ...(cause.keys.length > 0 && { keys: cause.keys }),
    ...(cause.diffs.length > 0 && { diffs: cause.diffs }),
    detailedDiff: cause.detailed,
    ...(isLogical(step) && { logical: true }),
    provider: resource.provider ?? "",
  };
}

/** What is not made because the operation is not for it is told as if it were there already, as the CLI does. */
function oldOf(step: Step): StepStateMetadata | null {
  if (step.op === "leave") return stateMetadata(step.old ?? step.new);
  return "old" in step && step.old !== undefined ? stateMetadata(step.old) : null;
}

function stateMetadata(state: ResourceState): StepStateMetadata {
  return {
    type: state.type,
    urn: state.urn,
    ...(state.custom && { custom: true }),
    ...(state.delete && { delete: true }),
    id: state.id ?? "",
    parent: state.parent ?? "",
    ...(state.protect && { protect: true }),
    ...(state.taint && { taint: true }),
    ...(state.external && { external: true }),
    ...(state.retainOnDelete && { retainOnDelete: true }),
    inputs: maskedProperties(state.inputs ?? {}),
    outputs: maskedProperties(state.outputs ?? {}),
    provider: state.provider ?? "",
    ...((state.initErrors ?? []).length > 0 && { initErrors: state.initErrors }),
  };
}
