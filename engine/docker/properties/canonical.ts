import { equalValues } from "../../deployment/values/difference.ts";
import { isList, isPlainObject, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyValue } from "../../deployment/values/property-value.ts";
import { nanosecondsOf } from "./duration.ts";
import type { Shape } from "./property.ts";

/**
 * A value in the one form that all values which mean the same to Docker have: what is absent is empty, a set is in order,
 * a duration is a number. In clear; what is unknown stays so.
 */
export function canonical(shape: Shape, value: PropertyValue | undefined): PropertyValue {
  if (value === UNKNOWN) return UNKNOWN;
  switch (shape.kind) {
    case "text":
      return String(value ?? "");
    case "duration":
      return nanosecondsOf(String(value ?? "")) ?? String(value);
    case "whole":
      return Number(value ?? 0);
    case "flag":
      return value === true || value === "true";
    case "map":
      return isPlainObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, String(inner ?? "")]))
        : {};
    case "list":
      return isList(value) ? value.map((inner) => canonical(shape.of, inner)) : [];
    case "set":
      return isList(value)
        ? value
            .map((inner) => canonical(shape.of, inner))
            .map((inner) => ({ inner, key: JSON.stringify(inner) }))
            .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
            .filter(({ key }, index, all) => key !== all[index - 1]?.key)
            .map(({ inner }) => inner)
        : [];
    case "object": {
      const given = isPlainObject(value) ? value : {};
      return Object.fromEntries(
        Object.entries(shape.fields).map(([name, field]) => [
          name,
          canonical(field.shape, given[name] ?? field.default ?? null),
        ]),
      );
    }
  }
}

/** True when two values of a shape come to the same. */
export function sameByShape(shape: Shape, a: PropertyValue | undefined, b: PropertyValue | undefined): boolean {
  return equalValues(canonical(shape, a), canonical(shape, b));
}

/** True for what says no more than absence: zero, false, an empty text, list or map. */
export function isEmpty(shape: Shape, value: PropertyValue | undefined): boolean {
  return sameByShape(shape, value, null);
}
