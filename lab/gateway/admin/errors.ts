import type { Json, JsonObject } from "../json.ts";
import { indentedTable, inlineTable } from "./lua-table.ts";
import type { Violation, Violations } from "./schema/fields.ts";

/** Kong's error codes and names (kong/db/errors.lua), and the status with which its Admin API answers them. */
const ERRORS = {
  schemaViolation: { code: 2, name: "schema violation", status: 400 },
  primaryKeyViolation: { code: 3, name: "primary key violation", status: 400 },
  foreignKeyViolation: { code: 4, name: "foreign key violation", status: 400 },
  uniqueViolation: { code: 5, name: "unique constraint violation", status: 409 },
  notFound: { code: 6, name: "not found", status: 404 },
  invalidOffset: { code: 7, name: "invalid offset", status: 400 },
  invalidSize: { code: 9, name: "invalid size", status: 400 },
  invalidUnique: { code: 10, name: "invalid unique", status: 400 },
  invalidOptions: { code: 11, name: "invalid options", status: 400 },
  foreignKeysUnresolved: { code: 13, name: "foreign keys unresolved", status: 400 },
} as const;

/** An answer of the Admin API that is not the success asked for. */
export class AdminError extends Error {
  readonly status: number;
  readonly body: Json;

  constructor(status: number, body: JsonObject) {
    super(String(body.message));
    this.name = "AdminError";
    this.status = status;
    this.body = body;
  }
}

function error(kind: keyof typeof ERRORS, message: string, details: JsonObject = {}): AdminError {
  const { code, name, status } = ERRORS[kind];
  return new AdminError(status, { code, name, message, ...details });
}

export function plainNotFound(): AdminError {
  return new AdminError(404, { message: "Not found" });
}

export function schemaViolation(violations: Violations): AdminError {
  const entity = violations["@entity"];
  const lines: string[] = Array.isArray(entity) ? entity.map(String) : [];
  for (const field of Object.keys(violations).sort()) {
    const violation = violations[field];
    if (field === "@entity" || violation === undefined) continue;
    if (typeof violation === "string") lines.push(`${field}: ${violation}`);
    else lines.push(...nestedLines(field, violation));
  }
  return error("schemaViolation", summary("schema violation", lines), { fields: violations as JsonObject });
}

function nestedLines(field: string, violation: Violations | (Violation | null)[]): string[] {
  const entries: [string, Violation | null][] = Array.isArray(violation)
    ? violation.map((item, index) => [String(index + 1), item])
    : Object.entries(violation).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries
    .filter((entry): entry is [string, Violation] => entry[1] !== null)
    .map(([key, item]) => `${field}.${key}: ${typeof item === "string" ? item : indentedTable(item)}`);
}

function summary(what: string, lines: string[]): string {
  const text = lines.join("; ");
  return lines.length === 1 ? `${what} (${text})` : `${lines.length} ${what}s (${text})`;
}

export function primaryKeyViolation(key: JsonObject): AdminError {
  return error("primaryKeyViolation", `primary key violation on key '${inlineTable(key)}'`, { fields: key });
}

export function uniqueViolation(key: JsonObject): AdminError {
  return error("uniqueViolation", `UNIQUE violation detected on '${inlineTable(key)}'`, { fields: key });
}

export function danglingReference(field: string, key: JsonObject, parent: string): AdminError {
  const message = `the foreign key '${inlineTable(key)}' does not reference an existing '${parent}' entity.`;
  return error("foreignKeyViolation", message, { fields: { [field]: key } });
}

export function stillReferenced(parent: string, child: string): AdminError {
  const message = `an existing '${child}' entity references this '${parent}' entity`;
  return error("foreignKeyViolation", message, { fields: { "@referenced_by": child } });
}

export function unresolvedReference(field: string, key: string, value: string, parent: string): AdminError {
  const problem = `the foreign key cannot be resolved with '${inlineTable({ [key]: value })}' for an existing '${parent}' entity`;
  const message = `foreign key unresolved (${field}.${key}: ${problem})`;
  return error("foreignKeysUnresolved", message, { fields: { [field]: { [key]: problem } } });
}

export function notFoundById(id: string): AdminError {
  const message = `could not find the entity with primary key '${inlineTable({ id })}'`;
  return error("notFound", message, { fields: { id } });
}

export function notFoundByField(field: string, value: string): AdminError {
  const message = `could not find the entity with '${inlineTable({ [field]: value })}'`;
  return error("notFound", message, { fields: { [field]: value } });
}

export function invalidOffset(offset: string, reason: string): AdminError {
  return error("invalidOffset", `'${offset}' is not a valid offset: ${reason}`);
}

export function invalidSize(reason: string): AdminError {
  return error("invalidSize", reason);
}

/** The value by which a path names an entity cannot be one of that field. */
export function invalidUnique(field: string, violation: Violation): AdminError {
  const { code, name, status } = ERRORS.invalidUnique;
  return new AdminError(status, { code, name: `${name} ${field}`, message: violation as Json });
}

export function invalidTags(reason: string): AdminError {
  return error("invalidOptions", `invalid option (tags: ${reason})`, { options: { tags: reason } });
}
