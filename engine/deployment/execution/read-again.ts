import type { StepOperation } from "../events.ts";
import type { ResourceState } from "../state/snapshot.ts";
import { type Difference, inverted, NO_DIFFERENCE, resolveDifference } from "../steps/difference.ts";
import { NO_CAUSE, type StepCause } from "../steps/step.ts";
import { equalValues } from "../values/difference.ts";
import type { Provider, ReadResult } from "../wire/provider.ts";
import { ProviderError } from "../wire/provider-error.ts";
import { existing } from "./existing.ts";

/** What a refresh found of a resource; without a state it is gone. */
export interface ReadAgain {
  readonly state: ResourceState | undefined;
  readonly found: Extract<StepOperation, "same" | "update" | "delete">;
  readonly cause: StepCause;
}

/**
 * Asks the provider what is really there. A resource that is there but not in order is a finding, not a failure: it
 * gets `initErrors`, so that the next update tries again.
 * @throws ProviderError when the provider cannot tell
 */
export async function readAgain(old: ResourceState, provider: Provider, preview: boolean): Promise<ReadAgain> {
  const { read, initErrors } = await readWithInitErrors(old, provider);
  if (read === undefined) return { state: undefined, found: "delete", cause: NO_CAUSE };
  const inputs = read.inputs ?? old.inputs ?? {};
  const changed = !equalValues(inputs, old.inputs) || !equalValues(read.outputs, old.outputs);
  const state: ResourceState = {
    ...old,
    id: read.id,
    inputs,
    outputs: read.outputs,
    initErrors,
    modified: changed ? new Date().toISOString() : old.modified,
  };
  if (old.external === true) {
    return { state, found: equalValues(read.outputs, old.outputs) ? "same" : "update", cause: NO_CAUSE };
  }
  const difference = await driftOf(old, state, provider, preview);
  const cause = { keys: difference.replaces, diffs: difference.changed, detailed: difference.detailed };
  return { state, found: difference.any ? "update" : "same", cause };
}

async function readWithInitErrors(
  old: ResourceState,
  provider: Provider,
): Promise<{ read: ReadResult | undefined; initErrors: readonly string[] }> {
  try {
    return { read: await provider.read(existing(old)), initErrors: [] };
  } catch (error) {
    if (!(error instanceof ProviderError) || error.partial === undefined) throw error;
    const { id, inputs, outputs, reasons } = error.partial;
    return { read: id === "" ? undefined : { id, inputs, outputs }, initErrors: reasons };
  }
}

/**
 * Drift is what an update by an unchanged program would put right, with old and new exchanged: people see what
 * changed in the world, not what the program would do about it.
 */
async function driftOf(
  old: ResourceState,
  now: ResourceState,
  provider: Provider,
  preview: boolean,
): Promise<Difference> {
  const ignoreChanges = old.ignoreChanges ?? [];
  const newInputs = old.inputs ?? {};
  const answer = await provider.diff({ old: existing(now), inputs: newInputs, ignoreChanges, unknowns: preview });
  const difference = resolveDifference({
    answer,
    oldInputs: now.inputs ?? {},
    newInputs,
    ignoreChanges,
    replaceOnChanges: [],
    hasInitErrors: false,
  });
  return difference.any ? inverted(difference) : NO_DIFFERENCE;
}
