import { isPlainObject, isSecret, secret } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { retainSecrets, revealedProperties } from "../../deployment/values/secrecy.ts";
import { withSecrecy } from "./checked-inputs.ts";
import { isSecretObject, type KubeObject, withDashes, withoutKeys, withUnderscores } from "./kube-object.ts";

// As the plugin has them, so that either can go on with the other's state.
const INPUTS = "__inputs";
const INITIAL_API_VERSION = "__initialApiVersion";
const FIELD_MANAGER = "__fieldManager";

/** Where `kubectl apply` without a server side keeps a copy of everything, secrets among it. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** What is known of a resource from the last operation. */
export interface StoredState {
  /** What was applied, secrets marked. */
  readonly inputs: PropertyMap;
  /** The object as the cluster had it. */
  readonly live: KubeObject;
  /** Undefined in a state from before server-side apply. */
  readonly fieldManager: string | undefined;
}

/** A resource's outputs: the live object, with all secret that is secret in the inputs, and what was applied. */
export function outputsOf({ inputs, live, fieldManager }: StoredState): PropertyMap {
  const underscored = withUnderscores(withoutKeys(live, [INPUTS])) as PropertyMap;
  const object = withSecrecy(retainSecrets(underscored, inputs));
  return {
    ...(isSecretObject(live) ? withoutCopy(object) : object),
    [INPUTS]: inputs,
    [INITIAL_API_VERSION]: inputs.apiVersion ?? live.apiVersion ?? "",
    ...(fieldManager !== undefined && { [FIELD_MANAGER]: fieldManager }),
  };
}

function withoutCopy(object: PropertyMap): PropertyMap {
  const { metadata } = object;
  if (!isPlainObject(metadata) || !isPlainObject(metadata.annotations)) return object;
  const copy = metadata.annotations[LAST_APPLIED];
  if (copy === undefined) return object;
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [LAST_APPLIED]: secret(copy) } },
  };
}

/** @param oldInputs what stands for the applied inputs where the outputs do not hold them */
export function storedStateOf(outputs: PropertyMap, oldInputs: PropertyMap): StoredState {
  const { [INPUTS]: inputs, [FIELD_MANAGER]: fieldManager } = outputs;
  const bare = isSecret(inputs) ? inputs.value : inputs;
  const live = withoutKeys(outputs, [INPUTS, INITIAL_API_VERSION, FIELD_MANAGER]);
  return {
    inputs: isPlainObject(bare) ? bare : oldInputs,
    live: withDashes(revealedProperties(live)) as KubeObject,
    fieldManager: typeof fieldManager === "string" ? fieldManager : undefined,
  };
}

/** What the API gets of a resource's inputs. */
export function manifestOf(inputs: PropertyMap): KubeObject {
  return withDashes(revealedProperties(inputs)) as KubeObject;
}
