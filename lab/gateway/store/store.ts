import { isObject, type JsonObject } from "../json.ts";
import type { Snapshot } from "./data-file.ts";
import { TABLE_NAMES, type TableName, type Tables } from "./entities.ts";

type Listener = (table: TableName) => void;

/**
 * All entities in memory. A change is visible to the proxy when `put` or `delete` returns: it has no poll interval
 * as a real Kong has. Rows are never changed in place, so a reader may keep what it got.
 */
export class Store {
  readonly #tables: Record<TableName, Map<string, JsonObject>>;
  readonly #listeners: Listener[] = [];

  constructor(snapshot?: Snapshot) {
    const tables = TABLE_NAMES.map((table) => {
      const rows = snapshot?.[table] ?? [];
      return [table, new Map(rows.map((row) => [String(row.id), row]))];
    });
    this.#tables = Object.fromEntries(tables);
  }

  onChange(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** The rows passed their schema before they were stored, hence the one cast to the entity's type. */
  list<T extends TableName>(table: T): Tables[T][] {
    return [...this.#tables[table].values()] as unknown as Tables[T][];
  }

  get<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    return this.#tables[table].get(id) as unknown as Tables[T] | undefined;
  }

  rows(table: TableName): JsonObject[] {
    return [...this.#tables[table].values()];
  }

  row(table: TableName, id: string): JsonObject | undefined {
    return this.#tables[table].get(id);
  }

  put(table: TableName, row: JsonObject): void {
    this.#tables[table].set(String(row.id), row);
    this.#changed(table);
  }

  delete(table: TableName, id: string): void {
    if (this.#tables[table].delete(id)) this.#changed(table);
  }

  /** The rows of a table that refer to an entity by a field. */
  referring(table: TableName, field: string, id: string): JsonObject[] {
    return this.rows(table).filter((row) => isObject(row[field]) && row[field].id === id);
  }

  snapshot(): Snapshot {
    const tables = TABLE_NAMES.map((table) => [table, this.rows(table)]);
    return Object.fromEntries(tables);
  }

  #changed(table: TableName): void {
    for (const listener of this.#listeners) listener(table);
  }
}
