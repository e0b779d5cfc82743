import { isObject, type Json, type JsonObject, type PartialObject } from "../json.ts";
import { AdminError } from "./errors.ts";
import type { Field, RecordShape } from "./schema/fields.ts";
import { fieldsFor } from "./schema/fields.ts";

export type BodyKind = "none" | "json" | "form" | "unsupported";

/** Which kind of body a request announces; Kong takes a body without a type only when it is empty. */
export function bodyKind(contentType: string | undefined, hasBody: boolean): BodyKind {
  if (contentType === undefined) return hasBody ? "unsupported" : "none";
  const type = contentType.toLowerCase();
  if (type.startsWith("application/json")) return "json";
  return type.startsWith("application/x-www-form-urlencoded") ? "form" : "unsupported";
}

export function parseJsonBody(text: string): PartialObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AdminError(400, { message: "Cannot parse JSON body" });
  }
  if (isObject(value)) return value;
  // Kong's tables do not tell a list from an object: a list has the fields "1", "2", …
  if (Array.isArray(value)) return Object.fromEntries(value.map((item, index) => [String(index + 1), item]));
  throw new AdminError(400, { message: "Cannot parse JSON body" });
}

/** Reads a form: `a.b=1` and `a[b]=1` nest, `a[]=1` appends, a repeated name makes a list. All values are texts. */
export function parseForm(text: string): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const keys = [...name.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)].map((match) => match[1] ?? match[2] ?? "");
    place(result, keys, value);
  }
  return result;
}

function place(container: JsonObject, keys: string[], value: string): void {
  const [key = "", ...rest] = keys;
  const current = container[key];
  const next = rest[0];
  if (next === undefined) {
    container[key] = current === undefined ? value : [...(Array.isArray(current) ? current : [current]), value];
  } else if (rest.length === 1 && (next === "" || /^\d+$/.test(next))) {
    container[key] = [...(Array.isArray(current) ? current : []), value];
  } else {
    const child = isObject(current) ? current : {};
    container[key] = child;
    place(child, rest, value);
  }
}

/** Turns a form's texts into what the schema expects; a text that cannot be turned stays, for validation to refuse. */
export function inferTypes(shape: RecordShape, input: JsonObject): PartialObject {
  const fields: Record<string, Field> = { ...fieldsFor(shape, input) };
  for (const [name, shorthand] of Object.entries(shape.shorthands ?? {})) fields[name] ??= shorthand.field;
  for (const [name, alias] of Object.entries(shape.aliases ?? {})) fields[name] ??= alias.field;
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, fields[name] ? infer(fields[name], value) : value]),
  );
}

function infer(field: Field, value: Json): Json {
  if (value === "") return null;
  switch (field.type) {
    case "number":
    case "integer": {
      const number = typeof value === "string" ? Number(value) : Number.NaN;
      return Number.isNaN(number) ? value : number;
    }
    case "boolean":
      return value === "true" ? true : value === "false" ? false : value;
    case "array":
    case "set":
      return (Array.isArray(value) ? value : [value]).map((item) => infer(field.elements, item));
    case "map":
      if (!isObject(value)) return value;
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, infer(field.values, item)]));
    case "record":
      return isObject(value) ? (inferTypes(field, value) as JsonObject) : value;
    case "string":
    case "foreign":
    case "abstract":
      return value;
  }
}
