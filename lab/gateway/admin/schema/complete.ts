import { randomUUID } from "node:crypto";
import { isObject, type Json, type JsonObject, type PartialObject } from "../../json.ts";
import { type Alias, type Field, fieldsFor, type RecordShape, type Violations } from "./fields.ts";
import { validateField } from "./validate.ts";

/**
 * `insert`: what is missing gets its default. `update`: only what is given is treated, so that the rest can come from
 * the stored entity. `output`: as `insert`, and deprecated names are shown too.
 */
export type Purpose = "insert" | "update" | "output";

export type Completed = { ok: true; value: PartialObject } | { ok: false; violations: Violations };

/** Expands shorthands and aliases and fills in defaults; checks only the shorthands and aliases themselves. */
export function complete(shape: RecordShape, input: PartialObject, purpose: Purpose): Completed {
  const value: PartialObject = structuredClone(input);
  const violations: Violations = {};
  for (const [name, { field, expand }] of Object.entries(shape.shorthands ?? {})) {
    const given = value[name];
    if (given === undefined) continue;
    const violation = validateField(field, given);
    if (violation !== undefined) violations[name] = violation;
    else {
      delete value[name];
      Object.assign(value, expand(given));
    }
  }
  for (const [name, alias] of Object.entries(shape.aliases ?? {})) {
    const violation = expandAlias(value, name, alias);
    if (violation !== undefined) violations[name] = violation;
  }
  if (Object.keys(violations).length > 0) return { ok: false, violations };
  const nested = completeFields(shape, value, purpose);
  if (!nested.ok) return nested;
  if (purpose === "output") showAliases(shape, value);
  return { ok: true, value };
}

function completeFields(shape: RecordShape, value: PartialObject, purpose: Purpose): Completed {
  for (const [name, field] of Object.entries(fieldsFor(shape, value))) {
    let current = value[name];
    if (current === undefined) {
      if (purpose === "update") continue;
      current = missing(field);
    }
    if (field.type === "record" && isObject(current)) {
      const nested = complete(field, current, purpose);
      if (!nested.ok) return { ok: false, violations: nested.violations };
      current = nested.value as JsonObject;
    } else if (field.type === "set" && Array.isArray(current)) {
      current = unique(current);
    } else if (
      (field.type === "array" || field.type === "set") &&
      isObject(current) &&
      Object.keys(current).length === 0
    ) {
      current = [];
    }
    if (current !== undefined) value[name] = current;
  }
  return { ok: true, value };
}

/** A member that is no scalar is told apart by identity in Kong, so it is never a duplicate. */
function unique(list: Json[]): Json[] {
  return list.filter((item, index) => typeof item === "object" || list.indexOf(item) === index);
}

function missing(field: Field): Json | undefined {
  if (field.default !== undefined) return structuredClone(field.default);
  if (field.type === "string" && field.auto && !field.uuid) return randomText();
  if (!field.required) return null;
  return field.type === "record" ? {} : undefined;
}

/** 32 letters and digits, as Kong makes keys and secrets up. */
function randomText(): string {
  return randomUUID().replaceAll("-", "");
}

function expandAlias(value: PartialObject, name: string, { field, path }: Alias): string | undefined {
  const given = value[name];
  if (given === undefined) return undefined;
  const violation = validateField(field, given);
  if (violation !== undefined) return violation as string;
  delete value[name];
  const [recordName, fieldName] = path;
  const record = isObject(value[recordName]) ? value[recordName] : {};
  const current = record[fieldName];
  if (given !== null && current !== undefined && current !== null && current !== given) {
    return `both deprecated and new field are used but their values mismatch: ${name} = ${given} vs ${path.join(".")} = ${current}`;
  }
  value[recordName] = { ...record, [fieldName]: current ?? given };
  return undefined;
}

function showAliases(shape: RecordShape, value: PartialObject): void {
  for (const [name, { path }] of Object.entries(shape.aliases ?? {})) {
    const record = value[path[0]];
    value[name] = isObject(record) ? (record[path[1]] ?? null) : null;
  }
}

/** Lays an update over a stored entity; records are merged field by field, anything else is replaced. */
export function merge(shape: RecordShape, update: PartialObject, stored: JsonObject): PartialObject {
  const merged: PartialObject = { ...stored, ...update };
  for (const [name, field] of Object.entries(fieldsFor(shape, { ...stored, ...update }))) {
    const given = update[name];
    if (given === undefined) merged[name] = stored[name];
    else if (field.type === "record" && isObject(given)) {
      const before = stored[name];
      merged[name] = merge(field, given, isObject(before) ? before : {}) as JsonObject;
    }
  }
  return merged;
}
