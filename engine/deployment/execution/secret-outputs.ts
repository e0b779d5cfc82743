import type { ResourceState } from "../state/snapshot.ts";
import { markSecretOutputs } from "../values/secrecy.ts";

/** The state with these outputs; what the program asked to be secret, and what was secret as an input, is. */
export function withOutputs(state: ResourceState, outputs: ResourceState["outputs"]): ResourceState {
  const secretOutputs = state.additionalSecretOutputs ?? [];
  return { ...state, outputs: markSecretOutputs(outputs ?? {}, state.inputs ?? {}, secretOutputs) };
}
