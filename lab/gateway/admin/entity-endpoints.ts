import { isObject, type JsonObject, type PartialObject } from "../json.ts";
import type { TableName } from "../store/entities.ts";
import { pathOf, SCHEMAS } from "./entities/schemas.ts";
import { plainNotFound } from "./errors.ts";
import { filterByTags, type Page, pageById } from "./paging.ts";
import type { Key, Repository } from "./repository.ts";
import type { Answer, Methods } from "./routing.ts";

/** `/services`: the whole table. */
export function collection(repository: Repository, table: TableName): Methods {
  return {
    GET: ({ query }) => {
      const page = pageById(filterByTags(repository.list(table), query), query);
      const tags = query.get("tags");
      const size = query.get("size");
      const rest = `${tags === null ? "" : `&tags=${encodeURIComponent(tags)}`}${size === null ? "" : `&size=${size}`}`;
      return pageAnswer(page, `/${pathOf(table, "top")}`, rest);
    },
    POST: async ({ body }) => ({ status: 201, body: repository.insert(table, await body(table)) }),
  };
}

/** `/services/{name or id}`. */
export function entity(repository: Repository, table: TableName, name: string): Methods {
  return {
    GET: () => ok(repository.find(table, repository.key(table, name))),
    PUT: async ({ body }) => ok(repository.upsert(table, repository.key(table, name), await body(table))),
    PATCH: async ({ body }) => {
      const key = repository.key(table, name);
      const stored = repository.find(table, key);
      const input = await body(table, stored);
      // Kong looks for the plugin first to know its kind, and only that look answers without a code.
      if (table === "plugins" && !stored && input.name === undefined) throw plainNotFound();
      return ok(repository.update(table, key, input));
    },
    DELETE: () => {
      repository.delete(table, repository.key(table, name));
      return { status: 204 };
    },
  };
}

/** What names an owner and the field by which its children refer to it. */
export interface Owner {
  table: TableName;
  name: string;
  /** The children's field. */
  field: string;
}

/** `/services/{name}/routes`: what belongs to an entity. */
export function ownedCollection(repository: Repository, owner: Owner, table: TableName): Methods {
  return {
    GET: ({ query }) => {
      const { id } = required(repository, owner.table, owner.name);
      const page = pageById(repository.list(table, { field: owner.field, id: String(id) }), query);
      return pageAnswer(page, `/${pathOf(owner.table, "top")}/${owner.name}/${pathOf(table, "nested")}`, "");
    },
    POST: async ({ body }) => {
      const { id = null } = required(repository, owner.table, owner.name);
      return { status: 201, body: repository.insert(table, { ...(await body(table)), [owner.field]: { id } }) };
    },
  };
}

/** `/services/{name}/routes/{name}`: only what really belongs to that owner. */
export function ownedEntity(repository: Repository, owner: Owner, table: TableName, name: string): Methods {
  const owned = (): { key: Key; row: JsonObject } => {
    const { id } = required(repository, owner.table, owner.name);
    const key = repository.key(table, name);
    const row = repository.find(table, key);
    const reference = row?.[owner.field];
    if (!row || !isObject(reference) || reference.id !== id) throw plainNotFound();
    return { key, row };
  };
  return {
    GET: () => ok(owned().row),
    PUT: async ({ body }) => {
      const { id = null } = required(repository, owner.table, owner.name);
      const input = { ...(await body(table)), [owner.field]: { id } };
      return ok(repository.upsert(table, repository.key(table, name), input));
    },
    PATCH: async ({ body }) => {
      const { key, row } = owned();
      const input: PartialObject = { [owner.field]: row[owner.field], ...(await body(table, row)) };
      return ok(repository.update(table, key, input));
    },
    DELETE: () => {
      repository.delete(table, owned().key);
      return { status: 204 };
    },
  };
}

/** `/routes/{name}/service`: the entity that another one refers to. */
export function referredEntity(
  repository: Repository,
  table: TableName,
  name: string,
  field: string,
  referred: TableName,
): Methods {
  const reference = (): Key => {
    const value = required(repository, table, name)[field];
    if (!isObject(value)) throw plainNotFound();
    return { by: "id", id: String(value.id) };
  };
  return {
    GET: () => ok(repository.find(referred, reference())),
    PUT: async ({ body }) => {
      const row = required(repository, table, name);
      const value = row[field];
      if (isObject(value)) {
        return ok(repository.upsert(referred, { by: "id", id: String(value.id) }, await body(referred)));
      }
      const created = repository.insert(referred, await body(referred));
      repository.update(table, { by: "id", id: String(row.id) }, { [field]: { id: created.id ?? null } });
      return ok(created);
    },
    PATCH: async ({ body }) => {
      const key = reference();
      return ok(repository.update(referred, key, await body(referred, repository.find(referred, key))));
    },
    DELETE: () => {
      reference();
      return { status: 405, body: { message: "Method not allowed" } };
    },
  };
}

/** The field by which a table refers to another, if it does. */
export function referringField(table: TableName, parent: TableName): string | undefined {
  return Object.entries(SCHEMAS[table].fields).find(
    ([, field]) => field.type === "foreign" && field.reference === parent,
  )?.[0];
}

export function required(repository: Repository, table: TableName, name: string): JsonObject {
  const row = repository.find(table, repository.key(table, name));
  if (!row) throw plainNotFound();
  return row;
}

export function ok(row: JsonObject | undefined): Answer {
  if (!row) throw plainNotFound();
  return { status: 200, body: row };
}

export function pageAnswer({ data, offset }: Page, path: string, rest: string, more: JsonObject = {}): Answer {
  const next = offset === undefined ? null : `${path}?offset=${encodeURIComponent(offset)}${rest}`;
  return { status: 200, body: { data, ...(offset === undefined ? {} : { offset }), next, ...more } };
}
