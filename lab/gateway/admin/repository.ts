import { randomUUID } from "node:crypto";
import { isObject, type Json, type JsonObject, type PartialObject } from "../json.ts";
import { TABLE_NAMES, type TableName } from "../store/entities.ts";
import type { Store } from "../store/store.ts";
import { isTable, SCHEMAS } from "./entities/schemas.ts";
import { canonicalTarget } from "./entities/targets.ts";
import * as errors from "./errors.ts";
import { unservedProtocols } from "./plugin-protocols.ts";
import { complete, merge } from "./schema/complete.ts";
import type { EntitySchema, ForeignField, Violations } from "./schema/fields.ts";
import { isUuid } from "./schema/rules.ts";
import { type Operation, validateEntity, validateField } from "./schema/validate.ts";
import { unsupported } from "./unsupported.ts";

/** How a path names an entity: by id, or by the field that its schema offers for that. */
export type Key = { by: "id"; id: string } | { by: "field"; field: string; value: string };

/** Reads and writes entities by Kong's rules; every method throws an AdminError with Kong's answer when it must not. */
export class Repository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  key(table: TableName, text: string): Key {
    const schema = SCHEMAS[table];
    if (isUuid(text)) return { by: "id", id: text.toLowerCase() };
    const field = schema.fields[schema.endpointKey];
    const violation = field && validateField({ ...field, required: true }, text);
    if (violation !== undefined) throw errors.invalidUnique(schema.endpointKey, violation);
    return { by: "field", field: schema.endpointKey, value: text };
  }

  find(table: TableName, key: Key): JsonObject | undefined {
    if (key.by === "id") return this.#store.row(table, key.id);
    return this.#store.rows(table).find((row) => row[key.field] === key.value);
  }

  insert(table: TableName, input: PartialObject): JsonObject {
    const given = table === "targets" ? withCanonicalTarget(input) : input;
    const entity = this.#stamp(table, this.#complete(table, given, "insert"));
    entity.id ??= randomUUID();
    this.#validate(table, entity, "insert");
    if (this.#store.row(table, String(entity.id))) throw errors.primaryKeyViolation({ id: String(entity.id) });
    this.#checkStorable(table, entity, { id: String(entity.id) });
    return this.#save(table, entity);
  }

  update(table: TableName, key: Key, input: PartialObject): JsonObject {
    const schema = SCHEMAS[table];
    const changes = this.#complete(table, input, "update");
    const stored = this.find(table, key);
    if (!stored) {
      throw key.by === "id" ? errors.notFoundById(key.id) : errors.notFoundByField(key.field, key.value);
    }
    const entity = merge(schema, changes, stored);
    entity.id = String(stored.id);
    Object.assign(entity, this.#updatedNow(table));
    this.#validate(table, entity, "update");
    this.#checkStorable(table, entity, key.by === "id" ? { id: key.id } : { [key.field]: key.value });
    return this.#save(table, entity);
  }

  /** Creates the entity or replaces it whole; the key wins over what the body says. */
  upsert(table: TableName, key: Key, input: PartialObject): JsonObject {
    const stored = this.find(table, key);
    const keyed = key.by === "id" ? { ...input, id: key.id } : { ...input, [key.field]: key.value };
    const entity = this.#stamp(table, this.#complete(table, keyed, "insert"));
    entity.id = String(stored?.id ?? entity.id ?? randomUUID());
    this.#validate(table, entity, "insert");
    this.#checkStorable(table, entity, key.by === "id" ? { id: key.id } : { [key.field]: key.value });
    return this.#save(table, entity);
  }

  /** Deleting what is not there is no error. */
  delete(table: TableName, key: Key): void {
    const stored = this.find(table, key);
    if (!stored) return;
    const id = String(stored.id);
    for (const { child, field } of this.#children(table)) {
      const rows = this.#store.referring(child, field.name, id);
      if (rows.length === 0) continue;
      if (!field.cascades) throw errors.stillReferenced(table, child);
      for (const row of rows) this.delete(child, { by: "id", id: String(row.id) });
    }
    this.#store.delete(table, id);
  }

  /** All entities of a table, or those that refer to one, in the order in which Kong pages: by id. */
  list(table: TableName, owner?: { field: string; id: string }): JsonObject[] {
    const rows = owner ? this.#store.referring(table, owner.field, owner.id) : this.#store.rows(table);
    return rows.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  }

  #children(parent: TableName) {
    // Refusals first, so that a refused delete has not deleted a part already.
    return TABLE_NAMES.flatMap((child) =>
      foreignFields(SCHEMAS[child])
        .filter(([, field]) => field.reference === parent)
        .map(([name, field]) => ({ child, field: { name, cascades: field.onDelete === "cascade" } })),
    ).sort((a, b) => Number(a.field.cascades) - Number(b.field.cascades));
  }

  #complete(table: TableName, input: PartialObject, purpose: "insert" | "update"): PartialObject {
    const completed = complete(SCHEMAS[table], input, purpose);
    if (!completed.ok) throw errors.schemaViolation(completed.violations);
    return completed.value;
  }

  #stamp(table: TableName, entity: PartialObject): PartialObject {
    const now = this.#now(table);
    const id = entity.id ?? undefined;
    return { ...entity, id, created_at: entity.created_at ?? now, ...this.#updatedNow(table) };
  }

  /** Not every kind of entity tells when it was changed. */
  #updatedNow(table: TableName): PartialObject {
    return SCHEMAS[table].fields.updated_at ? { updated_at: this.#now(table) } : {};
  }

  #now(table: TableName): number {
    return SCHEMAS[table].fields.created_at?.type === "number" ? Date.now() / 1000 : Math.floor(Date.now() / 1000);
  }

  #validate(table: TableName, entity: PartialObject, operation: Operation): void {
    this.#resolveReferences(table, entity);
    throwIfAny(validateEntity(SCHEMAS[table], entity, operation));
    throwIfAny(unsupported(table, entity));
    if (table === "plugins") throwIfAny(unservedProtocols(entity, this.#store));
  }

  /** A reference may be given by a name; it is stored by id. */
  #resolveReferences(table: TableName, entity: PartialObject): void {
    for (const [name, field] of foreignFields(SCHEMAS[table])) {
      const value = entity[name];
      if (!isObject(value)) continue;
      if (typeof value.id === "string" && isUuid(value.id)) entity[name] = { id: value.id };
      else this.#resolveByName(name, field, value, entity);
    }
  }

  #resolveByName(name: string, field: ForeignField, value: JsonObject, entity: PartialObject): void {
    if (!isTable(field.reference)) return;
    const { endpointKey, fields } = SCHEMAS[field.reference];
    const unique = value[endpointKey];
    const uniqueField = fields[endpointKey];
    if (typeof unique !== "string" || !uniqueField || validateField(uniqueField, unique) !== undefined) return;
    const found = this.find(field.reference, { by: "field", field: endpointKey, value: unique });
    if (!found) throw errors.unresolvedReference(name, endpointKey, unique, field.reference);
    entity[name] = { id: String(found.id) };
  }

  /** What Kong leaves to its database: columns that are not null, unique keys, references that exist. */
  #checkStorable(table: TableName, entity: PartialObject, key: JsonObject): void {
    const schema = SCHEMAS[table];
    if (schema.notNull?.some((column) => entity[column] === null)) throw errors.primaryKeyViolation(key);
    const others = this.#store.rows(table).filter((row) => row.id !== entity.id);
    const together = schema.uniqueTogether;
    if (together && others.some((row) => together.every((field) => same(row[field], entity[field])))) {
      throw errors.uniqueViolation(pick(entity, together));
    }
    for (const [name, field] of Object.entries(schema.fields)) {
      const value = entity[name];
      if (!field.unique || value === null || value === undefined) continue;
      if (others.some((row) => row[name] === value)) throw errors.uniqueViolation({ [name]: value });
    }
    for (const [name, field] of foreignFields(schema)) {
      const value = entity[name];
      if (!isObject(value)) continue;
      const exists = isTable(field.reference) && this.#store.row(field.reference, String(value.id)) !== undefined;
      if (!exists) throw errors.danglingReference(name, value, field.reference);
    }
  }

  /** Stores the entity in the form in which Kong would read it back. */
  #save(table: TableName, entity: PartialObject): JsonObject {
    const completed = complete(SCHEMAS[table], entity, "output");
    if (!completed.ok) throw errors.schemaViolation(completed.violations);
    const row = { ...completed.value, ...canonicalFields(table, completed.value) } as JsonObject;
    this.#store.put(table, row);
    return row;
  }
}

function foreignFields(schema: EntitySchema): [string, ForeignField][] {
  return Object.entries(schema.fields).filter((entry): entry is [string, ForeignField] => entry[1].type === "foreign");
}

function withCanonicalTarget(input: PartialObject): PartialObject {
  const { target } = input;
  if (target === undefined || target === null) return input;
  // Kong's own code stumbles over a target that is no text, and answers so.
  if (typeof target !== "string") throw new errors.AdminError(500, { message: "An unexpected error occurred" });
  const canonical = canonicalTarget(target);
  if (canonical === undefined) {
    throw errors.schemaViolation({ target: "Invalid target; not a valid hostname or ip address" });
  }
  return { ...input, target: canonical };
}

/** Kong formats a target when it reads it; an update may have left it without a port. */
function canonicalFields(table: TableName, entity: PartialObject): PartialObject {
  return table === "targets" ? { target: canonicalTarget(String(entity.target)) ?? entity.target } : {};
}

function throwIfAny(violations: Violations): void {
  if (Object.keys(violations).length > 0) throw errors.schemaViolation(violations);
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return isObject(a) && isObject(b) ? a.id === b.id : (a ?? null) === (b ?? null);
}

function pick(entity: PartialObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, entity[name] ?? null]));
}
