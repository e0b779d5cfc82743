import { isList, isPlainObject } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";

/** A property's text; empty when there is none. */
export function textAt(properties: PropertyMap, name: string): string {
  const value = properties[name];
  return typeof value === "string" ? value : "";
}

/** A property's number; undefined when there is none. */
export function numberAt(properties: PropertyMap, name: string): number | undefined {
  const value = properties[name];
  return typeof value === "number" ? value : undefined;
}

export function textsAt(properties: PropertyMap, name: string): string[] {
  const value = properties[name];
  return isList(value) ? value.map(String) : [];
}

export function objectsAt(properties: PropertyMap, name: string): PropertyMap[] {
  const value = properties[name];
  return isList(value) ? value.filter(isPlainObject) : [];
}

export function objectAt(properties: PropertyMap, name: string): PropertyMap {
  const value = properties[name];
  return isPlainObject(value) ? value : {};
}

/** A property that holds texts by name; empty when there is none. */
export function textMapAt(properties: PropertyMap, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(objectAt(properties, name)).map(([key, value]) => [key, String(value)]));
}

/** Labels as the API has them. */
export function labelsAt(properties: PropertyMap, name: string): Record<string, string> {
  return Object.fromEntries(
    objectsAt(properties, name).map((entry) => [textAt(entry, "label"), textAt(entry, "value")]),
  );
}

/** Labels as the plugin has them in state. */
export function labelList(labels: Readonly<Record<string, string>>): PropertyMap[] {
  return Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => ({ label, value }));
}
