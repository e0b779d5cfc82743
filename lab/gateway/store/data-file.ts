import { mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { isObject, type JsonObject } from "../json.ts";
import { TABLE_NAMES, type TableName } from "./entities.ts";

export type Snapshot = Record<TableName, JsonObject[]>;

/**
 * Reads the entities that an earlier run kept.
 * @returns undefined where there is no file yet.
 * @throws Error that names the file, when it is there but is not what this gateway writes.
 */
export async function readDataFile(file: string): Promise<Snapshot | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`--data ${file}: cannot be read (${(cause as Error).message})`, { cause });
  }
  try {
    return parse(JSON.parse(text));
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new Error(`--data ${file}: is not a gateway's data file (${reason}); move it away to start empty`, { cause });
  }
}

function parse(content: unknown): Snapshot {
  if (!isObject(content)) throw new Error("expected an object");
  const entries = TABLE_NAMES.map((table) => {
    const rows = content[table] ?? (ADDED_LATER.has(table) ? [] : undefined);
    const valid = Array.isArray(rows) && rows.every((row) => isObject(row) && typeof row.id === "string");
    if (!valid) throw new Error(`expected "${table}" to be a list of entities with an id`);
    return [table, rows];
  });
  return Object.fromEntries(entries);
}

/** Kinds of entities that files of an earlier version do not have. */
const ADDED_LATER: ReadonlySet<TableName> = new Set(["consumers", "jwt_secrets"]);

/** Credentials are in it in clear, as in Kong's database. */
const OWNER_ONLY = 0o600;

/** Writes the snapshots of a store so that a reader sees either the old content or the new, never a part. */
export class DataFile {
  readonly #file: string;
  readonly #snapshot: () => Snapshot;
  #running: Promise<void> | undefined;
  #queued: Promise<void> | undefined;

  constructor(file: string, snapshot: () => Snapshot) {
    this.#file = file;
    this.#snapshot = snapshot;
  }

  /** Resolves when a snapshot taken after this call is on disk; calls that come in meanwhile share one write. */
  save(): Promise<void> {
    if (this.#queued) return this.#queued;
    const before = this.#running;
    const write = async () => {
      await before?.catch(() => undefined);
      this.#queued = undefined;
      this.#running = queued;
      await this.#write();
    };
    const queued = write();
    this.#queued = queued;
    return queued;
  }

  async #write(): Promise<void> {
    await mkdir(path.dirname(this.#file), { recursive: true });
    const temporary = `${this.#file}.${process.pid}.tmp`;
    const handle = await open(temporary, "w", OWNER_ONLY);
    try {
      await handle.writeFile(`${JSON.stringify(this.#snapshot(), null, 1)}\n`);
    } finally {
      await handle.close();
    }
    await rename(temporary, this.#file);
  }
}
