import { isObject, type Json, type JsonObject, type PartialObject } from "../../json.ts";
import { complete } from "./complete.ts";
import { runEntityChecks } from "./entity-checks.ts";
import {
  type EntitySchema,
  type Field,
  fieldsFor,
  type RecordShape,
  type Violation,
  type Violations,
} from "./fields.ts";
import { brokenRule, isUuid, REQUIRED, UNKNOWN } from "./rules.ts";

export type Operation = "insert" | "update";

/** Checks a whole entity; the result has no keys when it is valid. */
export function validateEntity(schema: EntitySchema, input: PartialObject, operation: Operation): Violations {
  const variant = schema.variant?.(input);
  if (variant && !variant.known) return { [variant.field]: variant.message };
  const violations = validateFields(schema, input);
  runEntityChecks(schema.entityChecks, schema, input, operation, violations);
  if (variant) runEntityChecks(variant.checks, schema, input, operation, violations);
  return violations;
}

function validateFields(shape: RecordShape | EntitySchema, input: PartialObject): Violations {
  const fields = fieldsFor(shape, input);
  const violations: Violations = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || name === "updated_at") continue;
    const field = fields[name];
    const violation = field ? validateField(field, value) : UNKNOWN;
    if (violation !== undefined) violations[name] = violation;
  }
  for (const [name, field] of Object.entries(fields)) {
    const value = input[name];
    if (field.required && (value === null || value === undefined)) violations[name] = REQUIRED;
  }
  return violations;
}

export function validateField(field: Field, value: Json): Violation | undefined {
  if (value === null) return field.required ? REQUIRED : undefined;
  if (field.mustBeNull !== undefined) return field.mustBeNull;
  return validateType(field, value) ?? brokenRule(field, value);
}

function validateType(field: Field, value: Json): Violation | undefined {
  switch (field.type) {
    case "string":
    case "number":
    case "boolean":
      return typeof value === field.type ? undefined : `expected a ${field.type}`;
    case "integer":
      return Number.isInteger(value) ? undefined : "expected an integer";
    case "array":
    case "set":
      return validateElements(field.elements, value, field.type === "array" ? "expected an array" : "expected a set");
    case "map":
      return validateMap(field, value);
    case "record":
      return validateRecord(field, value);
    case "foreign":
      return validateReference(value);
    case "abstract":
      return "error in schema definition: abstract field was not specialized";
  }
}

function validateElements(element: Field, value: Json, message: string): Violation | undefined {
  const list = asList(value);
  if (!list) return message;
  const violations = list.map((item) => validateField({ ...element, required: true }, item) ?? null);
  const last = violations.findLastIndex((violation) => violation !== null);
  return last < 0 ? undefined : violations.slice(0, last + 1);
}

/** Kong cannot tell `{}` from `[]`: both are the empty table. */
export function asList(value: Json): Json[] | undefined {
  if (Array.isArray(value)) return value;
  return isObject(value) && Object.keys(value).length === 0 ? [] : undefined;
}

function validateMap(field: { keys: Field; values: Field }, value: Json): Violation | undefined {
  if (typeof value !== "object" || value === null) return "expected a map";
  for (const [key, item] of Object.entries(value)) {
    const violation =
      validateField({ ...field.keys, required: true }, key) ?? validateField({ ...field.values, required: true }, item);
    if (violation !== undefined) return violation;
  }
  return undefined;
}

function validateRecord(shape: RecordShape, value: Json): Violation | undefined {
  if (typeof value !== "object" || value === null) return "expected a record";
  const completed = complete(shape, value as JsonObject, "insert");
  if (!completed.ok) return completed.violations;
  const violations = validateFields(shape, completed.value);
  return Object.keys(violations).length > 0 ? violations : undefined;
}

function validateReference(value: Json): Violation | undefined {
  const id = isObject(value) ? value.id : undefined;
  if (id === undefined) return { id: "missing primary key" };
  if (id === null) return { id: REQUIRED };
  if (typeof id !== "string") return { id: "expected a string" };
  return isUuid(id) ? undefined : { id: "expected a valid UUID" };
}
