import { isObject, type Json, type PartialObject } from "../../json.ts";
import { type Field, fieldsFor, type RecordShape, type Violations } from "./fields.ts";
import { quotedList, REQUIRED } from "./rules.ts";
import { validateField } from "./validate.ts";

/** A rule over several fields of an entity; names may be dotted (`config.policy`). */
export type EntityCheck =
  | { kind: "conditional"; if: string; matches: Condition; subject: string; must: Demand; message?: string }
  | { kind: "atLeastOneOf"; fields: readonly string[] }
  | { kind: "atLeastOneOfWhen"; list: string; cases: readonly { contains: string; fields: readonly string[] }[] }
  | { kind: "distinct"; fields: readonly string[] };

export type Condition =
  | { is: string }
  | { isNot: readonly string[] }
  | { isOneOf: readonly string[] }
  | { isAbove: number };
export type Demand =
  | { be: "required" }
  | { be: "null" }
  | { be: "oneOf"; values: readonly string[] }
  | { be: "containing"; value: string }
  /** There, and right by a rule in code, which returns the message of what is wrong. */
  | { be: "valid"; check: (text: string) => string | undefined };

export function runEntityChecks(
  checks: readonly EntityCheck[],
  schema: RecordShape,
  input: PartialObject,
  operation: "insert" | "update",
  violations: Violations,
): void {
  for (const check of checks) {
    const message = run(check, schema, input, operation, violations);
    if (message === undefined) continue;
    const entity = violations["@entity"];
    violations["@entity"] = [...(Array.isArray(entity) ? entity : []), message];
  }
}

function run(
  check: EntityCheck,
  schema: RecordShape,
  input: PartialObject,
  operation: "insert" | "update",
  violations: Violations,
): string | undefined {
  switch (check.kind) {
    case "conditional":
      return runConditional(check, schema, input, violations);
    case "atLeastOneOf": {
      if (check.fields.some((name) => isFilled(valueAt(input, name)))) return undefined;
      const prefix = operation === "update" ? "when updating, " : "";
      return `${prefix}at least one of these fields must be non-empty: ${quotedList(check.fields)}`;
    }
    case "atLeastOneOfWhen": {
      const list = input[check.list];
      const applying = Array.isArray(list) ? check.cases.find(({ contains }) => list.includes(contains)) : undefined;
      if (!applying || applying.fields.some((name) => isFilled(input[name]))) return undefined;
      return `must set one of ${quotedList(applying.fields)} when '${check.list}' is '${applying.contains}'`;
    }
    case "distinct": {
      const filled = check.fields.map((name) => input[name]).filter(isFilled);
      if (new Set(filled).size === filled.length) return undefined;
      return `values of these fields must be distinct: ${quotedList(check.fields)}`;
    }
  }
}

function runConditional(
  check: Extract<EntityCheck, { kind: "conditional" }>,
  schema: RecordShape,
  input: PartialObject,
  violations: Violations,
): string | undefined {
  const value = valueAt(input, check.if);
  if (value === undefined || !holds(check.matches, value)) return undefined;
  const actual = valueAt(input, check.subject) ?? null;
  const violation = unmet(check.must, fieldAt(schema, input, check.subject), actual);
  if (violation === undefined) return undefined;
  setAt(violations, check.subject, violation);
  return check.message ?? `failed conditional validation given value of field '${check.if}'`;
}

function holds(condition: Condition, value: Json): boolean {
  if ("is" in condition) return value === condition.is;
  if ("isOneOf" in condition) return condition.isOneOf.includes(value as string);
  if ("isAbove" in condition) return Number(value) > condition.isAbove;
  return !condition.isNot.includes(value as string);
}

function unmet(demand: Demand, field: Field | undefined, value: Json): string | undefined {
  switch (demand.be) {
    case "required":
      return value === null ? REQUIRED : undefined;
    case "null":
      return value === null ? undefined : "value must be null";
    case "containing":
      return value === null || (Array.isArray(value) && value.includes(demand.value))
        ? undefined
        : `expected to contain: ${demand.value}`;
    case "valid":
      return value === null ? REQUIRED : demand.check(String(value));
    case "oneOf":
      return field && value !== null ? (validateField({ ...field, oneOf: demand.values }, value) as string) : undefined;
  }
}

function isFilled(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function valueAt(input: PartialObject, path: string): Json | undefined {
  let value: Json | undefined = input as Json;
  for (const key of path.split(".")) value = isObject(value) ? value[key] : undefined;
  return value;
}

function fieldAt(schema: RecordShape, input: PartialObject, path: string): Field | undefined {
  const [first = "", ...rest] = path.split(".");
  let field: Field | undefined = fieldsFor(schema, input)[first];
  for (const key of rest) field = field?.type === "record" ? field.fields[key] : undefined;
  return field;
}

function setAt(violations: Violations, path: string, message: string): void {
  const keys = path.split(".");
  const last = keys.pop() ?? path;
  let target = violations;
  for (const key of keys) {
    const next = target[key];
    const child: Violations = typeof next === "object" && !Array.isArray(next) ? next : {};
    target[key] = child;
    target = child;
  }
  target[last] = message;
}
