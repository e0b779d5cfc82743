import { isDeepStrictEqual } from "node:util";
import {
  isObject,
  type Properties,
  type PropertyType,
  type ResourceKind,
  UNKNOWN,
  type Value,
} from "./resources/property.ts";

export interface PropertyChange {
  readonly property: string;
  readonly kind: "add" | "delete" | "update";
  /** Kong cannot change it in place. */
  readonly replaces: boolean;
}

/** What differs between two sets of inputs as Kong sees them: a default that is given changes nothing. */
export function changes(properties: ResourceKind["properties"], olds: Properties, news: Properties): PropertyChange[] {
  return Object.entries(properties)
    .filter(([name, type]) => !sameValue(type, olds[name], news[name]))
    .map(([name, { replaces = false }]) => ({
      property: name,
      kind: isGiven(olds[name]) ? (isGiven(news[name]) ? "update" : "delete") : "add",
      replaces,
    }));
}

/** Whether two values of a property come to the same in Kong. */
export function sameValue(type: PropertyType, a: Value | undefined, b: Value | undefined): boolean {
  return isDeepStrictEqual(canonical(type, a), canonical(type, b));
}

/** One form for all values that come to the same: defaults filled in, sets sorted, JSON parsed. */
function canonical(type: PropertyType, value: Value | undefined): Value | undefined {
  if (value === UNKNOWN) return value;
  switch (type.type) {
    case "string":
      if (typeof value === "string" && type.canonical) return type.canonical(value);
      return value ?? type.default;
    case "integer":
    case "number":
    case "boolean":
      return value ?? type.default;
    case "reference":
      return value ?? undefined;
    case "list":
      return canonicalList(type, value);
    case "object": {
      const given = isObject(value) ? value : {};
      return Object.fromEntries(
        Object.entries(type.fields).map(([name, field]) => [name, canonical(field, given[name]) ?? null]),
      );
    }
    case "headers":
      return canonicalHeaders(value);
    case "json":
      // Kong has a configuration for every plugin: none and an empty one are the same.
      return typeof value === "string" ? JSON.parse(value) : {};
  }
}

function canonicalList(type: PropertyType & { type: "list" }, value: Value | undefined): Value | undefined {
  if (!Array.isArray(value) || value.length === 0) return type.default;
  const items = value.map((item: Value) => canonical(type.items, item) ?? null);
  return type.set ? items.toSorted(byText) : items;
}

function canonicalHeaders(value: Value | undefined): Value | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value
    .map((header: Value) => (isObject(header) ? { ...header, name: String(header.name).toLowerCase() } : header))
    .toSorted(byText);
}

function byText(a: Value, b: Value): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isGiven(value: Value | undefined): boolean {
  return value !== undefined && value !== null;
}
