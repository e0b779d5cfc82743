import type { StepOperation } from "../events.ts";
import type { ResourceState } from "../state/snapshot.ts";
import { type Difference, inverted, NO_DIFFERENCE, resolveDifference } from "../steps/difference.ts";
import { NO_CAUSE, type StepCause } from "../steps/step.ts";
import { equalValues } from "../values/difference.ts";
import type { Provider, ReadResult } from "../wire/provider.ts";
import { ProviderError } from "../wire/provider-error.ts";
import { existing } from "./existing.ts";
import { withOutputs } from "./secret-outputs.ts";

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
  const { read, failure } = await readWithInitErrors(old, provider);
  if (read.id === "" || read.outputs === undefined) return { state: undefined, found: "delete", cause: NO_CAUSE };
  const inputs = read.inputs ?? old.inputs ?? {};
  const initErrors = failure?.partial?.reasons ?? [];
  const now = withOutputs({ ...old, id: read.id, inputs, initErrors }, read.outputs);
  const sameOutputs = equalValues(now.outputs, old.outputs);
  const changed = !equalValues(inputs, old.inputs) || !sameOutputs;
  const state = changed ? { ...now, modified: new Date().toISOString() } : now;
  if (old.external === true) return { state, found: sameOutputs ? "same" : "update", cause: NO_CAUSE };
  const difference = await driftOf(old, state, provider, preview);
  const cause = { keys: difference.replaces, diffs: difference.changed, detailed: difference.detailed };
  return { state, found: difference.any ? "update" : "same", cause };
}

/**
 * Asks the provider for a resource. With a `failure` that is partial it was found, but not in order.
 * @throws ProviderError when the provider cannot tell
 */
export async function readWithInitErrors(
  state: ResourceState,
  provider: Provider,
): Promise<{ readonly read: ReadResult; readonly failure: ProviderError | undefined }> {
  try {
    return { read: await provider.read(existing(state)), failure: undefined };
  } catch (error) {
    if (!(error instanceof ProviderError) || error.partial === undefined) throw error;
    return { read: error.partial, failure: error };
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
  return difference.any ? inverted(difference) : { ...NO_DIFFERENCE, detailed: answer.detailed ?? null };
}
