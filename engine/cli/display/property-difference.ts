import type { StepMetadata } from "../../deployment/events.ts";
import { equalValues } from "../../deployment/values/difference.ts";
import { isList, isPlainObject, UNKNOWN } from "../../deployment/values/marks.ts";
import { type PropertyPath, parsePropertyPath } from "../../deployment/values/property-path.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";

/** How a value became another, part by part. Parts that nobody compared are absent. */
export type Difference =
  | { readonly kind: "added"; readonly value: PropertyValue }
  | { readonly kind: "deleted"; readonly value: PropertyValue }
  | { readonly kind: "same"; readonly value: PropertyValue }
  | { readonly kind: "changed"; readonly before: PropertyValue; readonly after: PropertyValue }
  | { readonly kind: "object"; readonly properties: ReadonlyMap<string, Difference> }
  | { readonly kind: "list"; readonly items: ReadonlyMap<number, Difference> };

/** Compares all properties but the engine's own, in the order of their names. */
export function differenceOfProperties(before: PropertyMap, after: PropertyMap): ReadonlyMap<string, Difference> {
  return new Map(
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((key) => !key.startsWith("__"))
      .sort()
      .map((key) => [key, differenceOf(before[key], after[key])]),
  );
}

/** What is absent and null are the same. */
export function differenceOf(before: PropertyValue | undefined, after: PropertyValue | undefined): Difference {
  if (equalValues(before, after)) {
    return { kind: "same", value: after ?? null };
  }
  if (before === undefined || before === null) {
    return { kind: "added", value: after ?? null };
  }
  if (after === undefined || after === null) {
    return { kind: "deleted", value: before };
  }
  if (isPlainObject(before) && isPlainObject(after)) {
    return { kind: "object", properties: differenceOfProperties(before, after) };
  }
  if (isList(before) && isList(after)) {
    const length = Math.max(before.length, after.length);
    const items = Array.from({ length }, (_, index): [number, Difference] => [
      index,
      differenceOf(before[index], after[index]),
    ]);
    return { kind: "list", items: new Map(items) };
  }
  return { kind: "changed", before, after };
}

/**
 * The difference that the provider itself has found, if it told: nothing but what it names.
 *
 * @param refresh the new values are what was read, not what is asked for
 */
export function differenceByProvider(
  step: StepMetadata,
  refresh: boolean,
): ReadonlyMap<string, Difference> | undefined {
  const { detailedDiff, old, new: now } = step;
  if (detailedDiff === null || old === null || now === null) {
    return undefined;
  }
  const root = new Map<string, Difference>();
  for (const [text, { diffKind, inputDiff }] of Object.entries(detailedDiff).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = inputDiff ? old.inputs : old.outputs;
    const after = refresh && !inputDiff ? now.outputs : now.inputs;
    const [key, ...path] = pathOf(text);
    if (key !== undefined) {
      const name = String(key);
      root.set(name, differenceAt(path, diffKind, before[name], after[name], root.get(name)));
    }
  }
  return root;
}

function differenceAt(
  path: PropertyPath,
  diffKind: string,
  before: PropertyValue | undefined,
  after: PropertyValue | undefined,
  found: Difference | undefined,
): Difference {
  const [part, ...rest] = path;
  if (part === undefined) {
    // What the provider names but neither side has is not known yet.
    return diffKind.startsWith("add")
      ? { kind: "added", value: after ?? UNKNOWN }
      : diffKind.startsWith("delete")
        ? { kind: "deleted", value: before ?? UNKNOWN }
        : namedAsChanged(before, after);
  }
  const absent = (value: PropertyValue | undefined) => value === undefined || value === null;
  if (absent(before) !== absent(after)) {
    return differenceOf(before, after);
  }
  if (typeof part === "number") {
    const items = new Map(found?.kind === "list" ? found.items : []);
    items.set(part, differenceAt(rest, diffKind, inside(before, part), inside(after, part), items.get(part)));
    return { kind: "list", items };
  }
  const properties = new Map(found?.kind === "object" ? found.properties : []);
  properties.set(part, differenceAt(rest, diffKind, inside(before, part), inside(after, part), properties.get(part)));
  return { kind: "object", properties };
}

/** What looks the same but is named as changed differs in what is not shown. */
function namedAsChanged(before: PropertyValue | undefined, after: PropertyValue | undefined): Difference {
  return equalValues(before, after)
    ? { kind: "changed", before: before ?? null, after: after ?? null }
    : differenceOf(before, after);
}

/** Of what cannot be looked into, a part is as little known as the whole. */
function inside(value: PropertyValue | undefined, part: string | number): PropertyValue | undefined {
  if (isList(value)) {
    return typeof part === "number" ? value[part] : undefined;
  }
  if (isPlainObject(value)) {
    return value[part];
  }
  return value === undefined || value === null ? undefined : value;
}

/** A provider's path that cannot be read is a name as a whole. */
function pathOf(text: string): PropertyPath {
  try {
    return parsePropertyPath(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return [text];
    }
    throw error;
  }
}
