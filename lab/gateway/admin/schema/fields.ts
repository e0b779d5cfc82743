import type { Json, JsonObject, PartialObject } from "../../json.ts";
import type { EntityCheck } from "./entity-checks.ts";

/** What is wrong with a value: a message, or messages by field or by position (null where an element is fine). */
export type Violation = string | Violations | (Violation | null)[];
export interface Violations {
  [field: string]: Violation;
}

/** Rules that a field of any type may carry; they are named after the keys of Kong's own schemas. */
interface Rules {
  required?: boolean;
  default?: Json;
  unique?: boolean;
  /** Filled in by the gateway where the caller gives none: ids, timestamps, and texts that are random then. */
  auto?: boolean;
  /** The message when the value is not null: fields that this kind of entity must not have. */
  mustBeNull?: string;
  oneOf?: readonly (string | number)[];
  greaterThan?: number;
  uuid?: boolean;
  timestamp?: boolean;
  between?: readonly [number, number];
  lenEq?: number;
  lenMin?: number;
  startsWith?: string;
  matchNone?: readonly { pattern: RegExp; message: string }[];
  match?: RegExp;
  matchAll?: readonly { pattern: RegExp; message: string }[];
  matchAny?: { patterns: readonly RegExp[]; message: string };
  /** A rule in code; returns the message of what is wrong. */
  check?: (value: never) => string | undefined;
  exclusiveSubsets?: readonly (readonly string[])[];
}

export type StringField = Rules & { type: "string" };
export type ListField = Rules & { type: "array" | "set"; elements: Field };
export type MapField = Rules & { type: "map"; keys: Field; values: Field };
export type ForeignField = Rules & { type: "foreign"; reference: string; onDelete?: "cascade" };
export type RecordField = Rules & { type: "record" } & RecordShape;
export type Field =
  | StringField
  | (Rules & { type: "integer" | "number" | "boolean" })
  | ListField
  | MapField
  | ForeignField
  | RecordField
  | (Rules & { type: "abstract" });

/** A spelling that expands to other fields: a service's `url`, an upstream's `algorithm` and `hash_on`. */
export interface Shorthand {
  field: Field;
  expand: (value: Json) => JsonObject | undefined;
}

/** A deprecated name of a nested field; accepted on input and still shown on output. */
export interface Alias {
  field: Field;
  path: readonly [record: string, field: string];
}

export interface RecordShape {
  fields: Record<string, Field>;
  shorthands?: Record<string, Shorthand>;
  aliases?: Record<string, Alias>;
}

export interface EntitySchema extends RecordShape {
  name: string;
  /** The field by which a path may name an entity besides its id. */
  endpointKey: string;
  /** What paths call it, where that is not its name: by itself, and below what it belongs to. */
  paths?: { top: string; nested: string };
  entityChecks: readonly EntityCheck[];
  /** Fields that together must be unique, besides those marked so; null counts as a value. */
  uniqueTogether?: readonly string[];
  /** Columns of Kong's database that refuse null although its schema lets null pass. */
  notNull?: readonly string[];
  /** Chooses what some fields really look like, as a plugin's `config` does by its `name`. */
  variant?: (input: PartialObject) => Variant;
}

export type Variant = { known: true; fields: Record<string, Field>; checks: readonly EntityCheck[] } | UnknownVariant;
export type UnknownVariant = { known: false; field: string; message: string };

/** The fields as they apply to this input, in their order of declaration. */
export function fieldsFor(shape: RecordShape | EntitySchema, input: PartialObject): Record<string, Field> {
  const variant = "variant" in shape ? shape.variant?.(input) : undefined;
  return variant?.known ? { ...shape.fields, ...variant.fields } : shape.fields;
}

export function recordOf(fields: Record<string, Field>, rest: Omit<RecordField, "type" | "fields"> = {}): RecordField {
  return { ...rest, type: "record", fields };
}
