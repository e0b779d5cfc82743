import type { ResourceState } from "../state/snapshot.ts";
import { equalValues } from "../values/difference.ts";
import type { Provider } from "../wire/provider.ts";
import type { ProviderError } from "../wire/provider-error.ts";
import { readWithInitErrors } from "./read-again.ts";
import { withOutputs } from "./secret-outputs.ts";

/** What was found. With a `failure`, it is there but not in order. */
export interface ReadExternal {
  readonly state: ResourceState;
  readonly failure: ProviderError | undefined;
}

/**
 * Asks the provider for a resource that is not managed.
 * @throws ProviderError when the provider cannot tell; Error when there is no such resource
 */
export async function readExternal(
  next: ResourceState,
  old: ResourceState | undefined,
  provider: Provider,
): Promise<ReadExternal> {
  // Providers get the inputs as outputs, too: nothing else is known of it.
  const { read, failure } = await readWithInitErrors({ ...next, outputs: next.inputs }, provider);
  if (read.outputs === undefined) throw new Error(`resource '${next.id}' does not exist`);
  const initErrors = failure?.partial?.reasons ?? [];
  const state = withOutputs({ ...next, id: read.id === "" ? next.id : read.id, initErrors }, read.outputs);
  const changed =
    old !== undefined && !(equalValues(state.inputs, old.inputs) && equalValues(state.outputs, old.outputs));
  return { state: changed ? { ...state, modified: new Date().toISOString() } : state, failure };
}
