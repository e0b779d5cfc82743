import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import { containsUnknown, isResourceReference, mapInside, normalizedProperties, UNKNOWN } from "../values/marks.ts";
import type { PropertyMap, PropertyValue } from "../values/property-value.ts";
import { revealed } from "../values/secrecy.ts";

/** What the other side of a call understands. */
export interface WireForm {
  readonly secrets: boolean;
  readonly resourceReferences: boolean;
  /** Without: properties that hold an unknown are left out. */
  readonly unknowns: boolean;
}

export function toStruct(properties: PropertyMap, form: WireForm): structProto.Struct {
  const fields: Record<string, structProto.JavaScriptValue> = {};
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || (!form.unknowns && containsUnknown(value))) continue;
    fields[key] = toWire(form.secrets ? value : revealed(value), form) as structProto.JavaScriptValue;
  }
  return structProto.Struct.fromJavaScript(fields);
}

function toWire(value: PropertyValue, form: WireForm): PropertyValue {
  if (isResourceReference(value) && !form.resourceReferences) {
    return value.id === undefined ? value.urn : value.id === "" ? UNKNOWN : value.id;
  }
  return mapInside(value, (inner) => toWire(inner, form));
}

/**
 * @param dependencies receives what first-class outputs depend on
 * @throws RangeError for values that this engine does not support
 */
export function fromStruct(struct: structProto.Struct | undefined, dependencies?: Set<string>): PropertyMap {
  return normalizedProperties((struct?.toJavaScript() ?? {}) as PropertyMap, dependencies);
}
