import type { PropertyDifference } from "../events.ts";
import { isList, isObject, isPlainObject } from "./marks.ts";
import { pathText } from "./property-path.ts";
import type { PropertyMap, PropertyValue } from "./property-value.ts";
import { revealedProperties } from "./secrecy.ts";

/** Equal as values: an absent property and null are the same, order of keys does not matter, secrecy does. */
export function equalValues(a: PropertyValue | undefined, b: PropertyValue | undefined): boolean {
  const left = a ?? null;
  const right = b ?? null;
  if (left === right) return true;
  if (isList(left)) {
    return (
      isList(right) && left.length === right.length && left.every((item, index) => equalValues(item, right[index]))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  return keysOfBoth(left, right).every((key) => equalValues(left[key], right[key]));
}

/** How properties differ, by path; secrets are compared in clear. */
export function differences(before: PropertyMap, after: PropertyMap): Record<string, PropertyDifference> {
  const found: Record<string, PropertyDifference> = {};
  compareObjects([], revealedProperties(before), revealedProperties(after), found);
  return found;
}

function compareObjects(
  path: readonly (string | number)[],
  before: PropertyMap,
  after: PropertyMap,
  found: Record<string, PropertyDifference>,
): void {
  for (const key of keysOfBoth(before, after)) compareValues([...path, key], before[key], after[key], found);
}

function compareValues(
  path: readonly (string | number)[],
  before: PropertyValue | undefined,
  after: PropertyValue | undefined,
  found: Record<string, PropertyDifference>,
): void {
  if (equalValues(before, after)) return;
  if (isPlainObject(before) && isPlainObject(after)) {
    compareObjects(path, before, after, found);
  } else if (isList(before) && isList(after)) {
    const length = Math.max(before.length, after.length);
    for (let index = 0; index < length; index++) compareValues([...path, index], before[index], after[index], found);
  } else {
    const diffKind = (before ?? null) === null ? "add" : (after ?? null) === null ? "delete" : "update";
    found[pathText(path)] = { diffKind, inputDiff: true };
  }
}

function keysOfBoth(a: PropertyMap, b: PropertyMap): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}

/** The top-level properties that differ; secrets are compared in clear. */
export function changedKeys(before: PropertyMap, after: PropertyMap): string[] {
  const left = revealedProperties(before);
  const right = revealedProperties(after);
  return keysOfBoth(left, right).filter((key) => !equalValues(left[key], right[key]));
}
