import { isList, isPlainObject, isSecret, secret } from "../../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";
import { READ_ONLY_METADATA } from "../objects/checked-inputs.ts";
import { isSecretObject, type KubeObject, textAt, withoutKeys } from "../objects/kube-object.ts";
import { sameValue } from "./same-value.ts";

type Path = readonly (string | number)[];

/**
 * The inputs as they would have to be for the object to be what it is now. Only fields that the inputs have are looked
 * at, so that what others manage (an autoscaler, a controller) is no drift. Where the cluster has what it had after the
 * last operation nothing drifted, even if it writes the value in its own way; without an object of then, or where it
 * lacks the field, the inputs themselves are what to compare with.
 */
export function inputsAfterDrift(inputs: PropertyMap, before: KubeObject | undefined, now: KubeObject): PropertyMap {
  const then = before === undefined ? undefined : { ...before, ...textData(inputs, before) };
  return driftedObject([], inputs, then, { ...now, ...textData(inputs, now) });
}

/** What the inputs call `stringData`: a Secret does not say any more which of its data came as text. */
function textData(inputs: PropertyMap, object: KubeObject): PropertyMap {
  const stringData = isSecret(inputs.stringData) ? inputs.stringData.value : inputs.stringData;
  if (!isSecretObject(object) || !isPlainObject(stringData)) return {};
  const decoded = Object.keys(stringData)
    .map((key): [string, string] => [key, textAt(object, "data", key)])
    .filter(([, encoded]) => encoded !== "")
    .map(([key, encoded]) => [key, Buffer.from(encoded, "base64").toString()]);
  return { stringData: Object.fromEntries(decoded) };
}

/** Undefined: the field is gone. */
function drifted(
  path: Path,
  input: PropertyValue,
  before: PropertyValue | undefined,
  now: PropertyValue | undefined,
): PropertyValue | undefined {
  if (isSecret(input)) {
    const inner = drifted(path, input.value, before, now);
    return inner === undefined ? undefined : secret(inner);
  }
  if (before !== undefined && sameValue(path, before, now)) return input;
  if (before === undefined && (now === undefined || sameValue(path, input, now))) return input;
  if (isPlainObject(input) && isPlainObject(now)) {
    return driftedObject(path, input, isPlainObject(before) ? before : undefined, now);
  }
  if (isList(input) && isList(now)) return driftedList(path, input, isList(before) ? before : undefined, now);
  return now;
}

function driftedObject(path: Path, input: PropertyMap, before: PropertyMap | undefined, now: PropertyMap): PropertyMap {
  const found = Object.entries(input).flatMap(([key, value]): [string, PropertyValue][] => {
    const after = drifted([...path, key], value, ownValue(before, key), ownValue(now, key));
    return after === undefined ? [] : [[key, after]];
  });
  return Object.fromEntries(found);
}

/** A key such as `toString` is there only where the object itself has it. */
function ownValue(object: PropertyMap | undefined, key: string): PropertyValue | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

/**
 * Items that have a name of their own are followed by it, since others may add theirs; any other list is one value.
 */
function driftedList(
  path: Path,
  input: readonly PropertyValue[],
  before: readonly PropertyValue[] | undefined,
  now: readonly PropertyValue[],
): PropertyValue {
  const key = MERGE_KEYS.find((name) => [...input, ...now].every((item) => itemKey(item, name) !== undefined));
  if (key === undefined) return now;
  const find = (list: readonly PropertyValue[] | undefined, item: PropertyValue): PropertyValue | undefined =>
    list?.find((other) => itemKey(other, key) === itemKey(item, key));
  return input.flatMap((item, index) => {
    const after = drifted([...path, index], item, find(before, item), find(now, item));
    // Unlike a field that the server drops, an item that is not there is gone.
    return after === undefined || find(now, item) === undefined ? [] : [after];
  });
}

/** By which the API tells items of its lists from each other. */
const MERGE_KEYS = ["name", "mountPath", "containerPort", "port", "key", "ip", "uid"];

function itemKey(item: PropertyValue, name: string): PropertyValue | undefined {
  const bare = isSecret(item) ? item.value : item;
  return isPlainObject(bare) ? bare[name] : undefined;
}

/** What the cluster or its controllers say of an object that nobody's inputs are to repeat. */
const NOT_INPUTS = ["status"];
const NOT_ANNOTATIONS = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];

/** The inputs of an object that was made elsewhere: what one would write to have the same. */
export function inputsOfLive(live: KubeObject): PropertyMap {
  const metadata = isPlainObject(live.metadata) ? withoutKeys(live.metadata, READ_ONLY_METADATA) : {};
  const { annotations } = metadata;
  const own = isPlainObject(annotations) ? withoutKeys(annotations, NOT_ANNOTATIONS) : {};
  return {
    ...withoutKeys(live, NOT_INPUTS),
    metadata: {
      ...withoutKeys(metadata, ["annotations"]),
      ...(Object.keys(own).length > 0 && { annotations: own }),
    },
  };
}
