import type { Json } from "../../json.ts";
import type { Field } from "./fields.ts";

export const REQUIRED = "required field missing";
export const UNKNOWN = "unknown field";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Lists names the way Kong's messages do: `'a', 'b'`; a nested list in parentheses. */
export function quotedList(words: readonly (string | readonly string[])[]): string {
  return words.map((word) => (typeof word === "string" ? `'${word}'` : `(${quotedList(word)})`)).join(", ");
}

type Rule = (field: Field, value: Json) => string | undefined;

const oneOf: Rule = (field, value) => {
  if (!field.oneOf || field.oneOf.includes(value as string | number)) return undefined;
  return `expected one of: ${field.oneOf.join(", ")}`;
};

const greaterThan: Rule = (field, value) =>
  field.greaterThan === undefined || (value as number) > field.greaterThan
    ? undefined
    : `value must be greater than ${field.greaterThan}`;

const timestamp: Rule = (field, value) =>
  !field.timestamp || (value as number) > 0 ? undefined : "expected a valid timestamp";

const uuid: Rule = (field, value) => (!field.uuid || isUuid(value as string) ? undefined : "expected a valid UUID");

const between: Rule = (field, value) => {
  if (!field.between) return undefined;
  const [min, max] = field.between;
  return (value as number) < min || (value as number) > max ? `value should be between ${min} and ${max}` : undefined;
};

const length: Rule = (field, value) => {
  const size = sizeOf(value);
  if (size === undefined) return undefined;
  if (field.lenEq !== undefined && size !== field.lenEq) return `length must be ${field.lenEq}`;
  // Kong gives every string a minimum of 1 unless its schema says otherwise.
  const min = field.lenMin ?? (field.type === "string" ? 1 : undefined);
  return min !== undefined && size < min ? `length must be at least ${min}` : undefined;
};

function sizeOf(value: Json): number | undefined {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value !== "object" || value === null) return undefined;
  return Object.keys(value).length;
}

const startsWith: Rule = (field, value) =>
  field.startsWith === undefined || (value as string).startsWith(field.startsWith)
    ? undefined
    : `should start with: ${field.startsWith}`;

const matchNone: Rule = (field, value) =>
  field.matchNone?.find(({ pattern }) => pattern.test(value as string))?.message;

const match: Rule = (field, value) =>
  !field.match || field.match.test(value as string) ? undefined : `invalid value: ${value}`;

const matchAll: Rule = (field, value) => field.matchAll?.find(({ pattern }) => !pattern.test(value as string))?.message;

const matchAny: Rule = (field, value) =>
  !field.matchAny || field.matchAny.patterns.some((pattern) => pattern.test(value as string))
    ? undefined
    : field.matchAny.message;

const check: Rule = (field, value) => field.check?.(value as never);

const exclusiveSubsets: Rule = (field, value) => {
  const subsets = field.exclusiveSubsets ?? [];
  const used = new Set((value as string[] | null)?.map?.((member) => subsets.find((set) => set.includes(member))));
  used.delete(undefined);
  return used.size > 1 ? `these sets are mutually exclusive: ${quotedList([...used] as string[][])}` : undefined;
};

/** Kong's order: the first rule that fails gives the message. */
const RULES: readonly Rule[] = [
  oneOf,
  greaterThan,
  timestamp,
  uuid,
  between,
  length,
  startsWith,
  matchNone,
  match,
  matchAll,
  matchAny,
  check,
  exclusiveSubsets,
];

export function brokenRule(field: Field, value: Json): string | undefined {
  for (const rule of RULES) {
    const message = rule(field, value);
    if (message !== undefined) return message;
  }
  return undefined;
}
