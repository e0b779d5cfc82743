import type { PropertyDifference } from "../../deployment/events.ts";
import { isList, isPlainObject } from "../../deployment/values/marks.ts";
import { parsePropertyPath, pathContains, pathText } from "../../deployment/values/property-path.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";
import { sameValue } from "./same-value.ts";

type Path = readonly (string | number)[];

/** One field that differs. */
export interface Change {
  readonly path: Path;
  readonly kind: Extract<PropertyDifference["diffKind"], "add" | "delete" | "update">;
}

/**
 * What differs between two sets of inputs, both in clear, at the innermost fields.
 * @param ignoreChanges property paths whose changes do not count
 */
export function changesBetween(olds: PropertyMap, news: PropertyMap, ignoreChanges: readonly string[]): Change[] {
  const ignored = ignoreChanges.map(parsePropertyPath);
  return [...changesAt([], olds, news)].filter(({ path }) => !ignored.some((outer) => pathContains(outer, path)));
}

function* changesAt(path: Path, old: PropertyValue | undefined, now: PropertyValue | undefined): Generator<Change> {
  if (sameValue(path, old, now)) return;
  if (isPlainObject(old) && isPlainObject(now)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      yield* changesAt([...path, key], old[key], now[key]);
    }
  } else if (isList(old) && isList(now)) {
    for (let index = 0; index < Math.max(old.length, now.length); index++) {
      yield* changesAt([...path, index], old[index], now[index]);
    }
  } else {
    yield { path, kind: (old ?? null) === null ? "add" : (now ?? null) === null ? "delete" : "update" };
  }
}

/** True when the change is at, inside or around one of the paths. */
export function touches({ path }: Change, paths: readonly Path[]): boolean {
  return paths.some((other) => pathContains(other.slice(0, path.length), path));
}

export function textOf({ path }: Change): string {
  return pathText(path);
}
