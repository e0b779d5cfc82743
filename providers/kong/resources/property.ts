/**
 * Resources as data: what a property is, what Kong allows for it, and how Kong writes it. Check, diff, translation and
 * schema all read these descriptions; none of them knows a single property by name.
 */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Properties = { readonly [name: string]: Value };

export interface StringType {
  readonly type: "string";
  readonly default?: string;
  readonly allowed?: readonly string[];
  readonly pattern?: { readonly test: RegExp; readonly says: string };
  /** Kong's own form of a value that can be written in several ways. */
  readonly canonical?: (value: string) => string;
}

export interface NumberType {
  readonly type: "number" | "integer";
  readonly min: number;
  readonly max: number;
  readonly allowed?: readonly number[];
  readonly default?: number;
}

export interface BooleanType {
  readonly type: "boolean";
  readonly default?: boolean;
}

export interface ListType {
  readonly type: "list";
  readonly items: StringType | NumberType | ObjectType;
  /** The order means nothing. */
  readonly set?: true;
  readonly default?: readonly Value[];
}

export interface ObjectType {
  readonly type: "object";
  /** Name in the package's schema, as the published package calls it. */
  readonly name: string;
  readonly fields: { readonly [name: string]: Property };
}

/** The id of another entity; Kong writes it `{"id": …}`. */
export interface ReferenceType {
  readonly type: "reference";
}

/** A list of `{name, values}`; Kong writes it as an object of lists. */
export interface HeadersType {
  readonly type: "headers";
}

/** JSON text of an object; Kong has the object itself. */
export interface JsonType {
  readonly type: "json";
}

export type PropertyType =
  | StringType
  | NumberType
  | BooleanType
  | ListType
  | ObjectType
  | ReferenceType
  | HeadersType
  | JsonType;

export type Property = PropertyType & {
  readonly description: string;
  readonly required?: true;
  /** Kong's name, where it is not the property's in snake_case. */
  readonly field?: string;
  /** Kong cannot change it in place. */
  readonly replaces?: true;
  /** Secret wherever it comes from, also where it was read from Kong: no message shows it, and state has it encrypted. */
  readonly secret?: true;
};

/** What is wrong with a resource's inputs; `property` is a path such as `healthchecks.active.timeout`. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

export interface ResourceKind {
  /** Pulumi's type token, the published package's. */
  readonly token: string;
  /** What messages call it. */
  readonly noun: string;
  readonly description: string;
  /** Collection in the Admin API. */
  readonly collection: string;
  /** The entity that it lives under, if its path begins there; that property is no part of its body. `id`: the form for imports. */
  readonly parent?: { readonly property: string; readonly collection: string; readonly id: string };
  /** The property besides the id that finds it in Kong, where Kong keeps one unique. */
  readonly key?: string;
  readonly properties: { readonly [name: string]: Property };
  /** What Kong refuses, or silently does otherwise, over several properties. Unknown values count as right. */
  readonly rules?: (inputs: Properties) => readonly Failure[];
}

/** Stands for a value that is known only when the update runs, in previews. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isObject(value: unknown): value is { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Kong's name of a property. */
export function fieldOf(name: string, property: Property): string {
  return property.field ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Tags, the same for every kind of entity. */
export const TAGS: Property = {
  type: "list",
  set: true,
  items: { type: "string", pattern: { test: /^[^,/]+$/, says: "a text without a comma or a slash" } },
  description: "Strings to group and to find entities by; without commas and slashes.",
};

/** Names of services and routes. */
export const NAME_PATTERN = {
  test: /^[\p{L}\p{N}._~-]+$/u,
  says: "letters, digits and the characters . - _ ~",
};
