import { isList, isObject } from "../values/marks.ts";
import type { PropertyValue } from "../values/property-value.ts";
import type { ResourceState } from "./snapshot.ts";

/** The fields in the order in which Pulumi writes them. */
const ORDER = [
  "urn",
  "custom",
  "delete",
  "id",
  "type",
  "inputs",
  "outputs",
  "parent",
  "protect",
  "taint",
  "external",
  "dependencies",
  "initErrors",
  "provider",
  "propertyDependencies",
  "pendingReplacement",
  "additionalSecretOutputs",
  "aliases",
  "customTimeouts",
  "importID",
  "retainOnDelete",
  "deletedWith",
  "replaceWith",
  "created",
  "modified",
  "sourcePosition",
  "stackTrace",
  "ignoreChanges",
  "hideDiff",
  "replaceOnChanges",
  "replacementTrigger",
  "refreshBeforeUpdate",
  "viewOf",
  "resourceHooks",
] as const satisfies readonly (keyof ResourceState)[];

/** The state without its empty fields. Fields that this engine does not know stay, after those that it does. */
export function storedForm(state: ResourceState): ResourceState {
  const known = ORDER.flatMap((key) => (key === "custom" || !isEmpty(state[key]) ? [[key, state[key]] as const] : []));
  const others = Object.entries(state).filter(([key, value]) => !ORDER.some((name) => name === key) && !isEmpty(value));
  const stored: Partial<ResourceState> = Object.fromEntries([...known, ...others]);
  return { ...stored, urn: state.urn, custom: state.custom, type: state.type };
}

function isEmpty(field: ResourceState[keyof ResourceState]): boolean {
  if (field === undefined || field === null || field === false || field === "") return true;
  const value = field as PropertyValue;
  if (isList(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
