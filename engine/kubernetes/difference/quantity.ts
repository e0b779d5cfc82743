/** Kubernetes' suffixes of quantities, as powers of 2 and of 10. */
const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity as a number: `"500m"` is 0.5, `"1Gi"` 1073741824. Undefined for what is none. */
export function quantity(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.exec(value);
  if (match === null) return undefined;
  return Number(match[1]) * (FACTORS[match[2] ?? ""] ?? 1);
}

/** True when both are quantities of the same size, however written. */
export function sameQuantity(a: unknown, b: unknown): boolean {
  const [left, right] = [quantity(a), quantity(b)];
  // Digits that binary fractions cannot hold must not make a difference: 0.1 is 100 × 0.001.
  return left !== undefined && right !== undefined && Math.abs(left - right) <= 1e-9 * Math.abs(left);
}

/** Names of fields whose values, by resource, are quantities. */
const HOLDERS = ["limits", "requests", "capacity", "allocatable", "hard", "max", "min", "default", "defaultRequest"];
const FIELDS = ["sizeLimit", "divisor", "storage", "averageValue"];

/** True for the paths at which the API has quantities, which it writes in its own way. */
export function holdsQuantity(path: readonly (string | number)[]): boolean {
  const [holder, field] = [path.at(-2), path.at(-1)];
  return FIELDS.includes(String(field)) || HOLDERS.includes(String(holder));
}
