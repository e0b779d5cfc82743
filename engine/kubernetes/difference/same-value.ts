import { isList, isPlainObject } from "../../deployment/values/marks.ts";
import type { PropertyValue } from "../../deployment/values/property-value.ts";
import { holdsQuantity, sameQuantity } from "./quantity.ts";

/**
 * True when two values of a field come to the same for the API: quantities by their size, null and absence alike, the
 * order of keys no matter. Both in clear.
 */
export function sameValue(
  path: readonly (string | number)[],
  a: PropertyValue | undefined,
  b: PropertyValue | undefined,
): boolean {
  const [left, right] = [a ?? null, b ?? null];
  if (left === right) return true;
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, index) => sameValue([...path, index], item, right[index]));
  }
  if (isPlainObject(left) && isPlainObject(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].every((key) => sameValue([...path, key], left[key], right[key]));
  }
  return holdsQuantity(path) && sameQuantity(left, right);
}
