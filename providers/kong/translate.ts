import { sameValue } from "./diff.ts";
import {
  fieldOf,
  isObject,
  type ObjectType,
  type Properties,
  type PropertyType,
  type ResourceKind,
  type Value,
} from "./resources/property.ts";

/** An entity as the Admin API writes it. */
export type Entity = { readonly id: string; readonly [field: string]: Value };

/** Body of a POST: what was given. */
export function newEntity(kind: ResourceKind, inputs: Properties): Properties {
  const body: Record<string, Value> = {};
  for (const [name, property] of Object.entries(kind.properties)) {
    const value = inputs[name];
    if (name === kind.parent?.property || value === undefined || value === null) continue;
    body[fieldOf(name, property)] = toKong(property, value);
  }
  return body;
}

/**
 * Body of a PATCH: the named properties as they are to be. What is taken away gets its default by name, because Kong
 * refuses null where it has a default (PATCH `{"slots": null}` is a 400).
 */
export function patch(kind: ResourceKind, olds: Properties, news: Properties, names: readonly string[]): Properties {
  const body: Record<string, Value> = {};
  for (const name of names) {
    const property = kind.properties[name];
    if (property) body[fieldOf(name, property)] = patchValue(property, olds[name], news[name]);
  }
  return body;
}

function patchValue(type: PropertyType, before: Value | undefined, after: Value | undefined): Value {
  if (type.type === "object") return patchObject(type, before, after);
  if (after !== undefined && after !== null) return toKong(type, after);
  return "default" in type && type.default !== undefined ? type.default : null;
}

/** Kong merges an object in a PATCH field by field, so that only changed fields may be in it. */
function patchObject(type: ObjectType, before: Value | undefined, after: Value | undefined): Properties {
  const olds = isObject(before) ? before : {};
  const news = isObject(after) ? after : {};
  const changed = Object.entries(type.fields).filter(([name, field]) => !sameValue(field, olds[name], news[name]));
  return Object.fromEntries(
    changed.map(([name, field]) => [fieldOf(name, field), patchValue(field, olds[name], news[name])]),
  );
}

function toKong(type: PropertyType, value: Value): Value {
  switch (type.type) {
    case "reference":
      return { id: value };
    case "json":
      return typeof value === "string" ? JSON.parse(value) : value;
    case "headers":
      return Object.fromEntries(asList(value).map((header) => (isObject(header) ? [header.name, header.values] : [])));
    case "list": {
      const { items } = type;
      return asList(value).map((item) => toKong(items, item));
    }
    case "object": {
      if (!isObject(value)) return value;
      const given = Object.entries(type.fields).filter(([name]) => value[name] !== undefined && value[name] !== null);
      return Object.fromEntries(
        given.map(([name, field]) => [fieldOf(name, field), toKong(field, value[name] as Value)]),
      );
    }
    default:
      return value;
  }
}

/** All that Kong says of an entity. */
export function seenProperties(kind: ResourceKind, entity: Entity): Properties {
  const seen: Record<string, Value> = {};
  for (const [name, property] of Object.entries(kind.properties)) {
    const value = fromKong(property, entity[fieldOf(name, property)]);
    if (value !== undefined) seen[name] = value;
  }
  return seen;
}

/** What Kong says of the given properties, in the form in which they were given where it comes to the same. */
export function seenLike(kind: ResourceKind, entity: Entity, given: Properties): Properties {
  const all = seenProperties(kind, entity);
  const seen: Record<string, Value> = {};
  for (const [name, property] of Object.entries(kind.properties)) {
    const like = given[name];
    const value = all[name];
    if (like !== undefined && value !== undefined) seen[name] = inFormOf(property, value, like);
  }
  return seen;
}

/** The same without what is only Kong's default: what a program has to say to describe the entity. */
export function seenInputs(kind: ResourceKind, entity: Entity): Properties {
  const said = Object.entries(seenProperties(kind, entity)).filter(([name, value]) => {
    const property = kind.properties[name];
    return property && (property.required || !sameValue(property, value, undefined));
  });
  return Object.fromEntries(said);
}

function inFormOf(type: PropertyType, value: Value, like: Value): Value {
  if (type.type === "object" && isObject(value) && isObject(like)) {
    return Object.fromEntries(
      Object.entries(type.fields)
        .filter(([name]) => like[name] !== undefined && value[name] !== undefined)
        .map(([name, field]) => [name, inFormOf(field, value[name] as Value, like[name] as Value)]),
    );
  }
  if (type.type === "json" && typeof value === "string" && typeof like === "string") {
    const narrowed = JSON.stringify(onlyKeysOf(JSON.parse(value), JSON.parse(like)));
    return sameValue(type, narrowed, like) ? like : narrowed;
  }
  return sameValue(type, value, like) ? like : value;
}

function onlyKeysOf(value: Value, like: Value): Value {
  if (!isObject(value) || !isObject(like)) return value;
  const shared = Object.entries(like).filter(([key]) => value[key] !== undefined);
  return Object.fromEntries(shared.map(([key, inner]) => [key, onlyKeysOf(value[key] as Value, inner)]));
}

/** Undefined: Kong has nothing there. */
function fromKong(type: PropertyType, value: Value | undefined): Value | undefined {
  if (value === undefined || value === null) return undefined;
  switch (type.type) {
    case "reference":
      return isObject(value) ? value.id : undefined;
    case "json":
      return JSON.stringify(value);
    case "headers":
      return isObject(value) ? Object.entries(value).map(([name, values]) => ({ name, values })) : undefined;
    case "list": {
      // An empty list may arrive as {}: Lua has one kind of table.
      const { items } = type;
      return asList(value).map((item) => fromKong(items, item) ?? null);
    }
    case "object": {
      if (!isObject(value)) return undefined;
      const fields: Record<string, Value> = {};
      for (const [name, field] of Object.entries(type.fields)) {
        const inner = fromKong(field, value[fieldOf(name, field)]);
        if (inner !== undefined) fields[name] = inner;
      }
      return fields;
    }
    default:
      return value;
  }
}

function asList(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [];
}
