import { copyFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ConfigValue } from "../workspace/config-value.ts";
import { writeFileAtomically } from "./atomic-file.ts";
import type { BackendLayout, StackReference } from "./layout.ts";

const historyEntry = z.looseObject({
  kind: z.string(),
  startTime: z.number(),
  message: z.string(),
  environment: z.record(z.string(), z.string()).nullish(),
  config: z.record(z.string(), z.json()).nullish(),
  version: z.number(),
  result: z.string(),
  endTime: z.number(),
  resourceChanges: z.record(z.string(), z.number()).nullish(),
});

/** One update of a stack, as the backend keeps it. Times are whole seconds since 1970. */
export interface HistoryEntry {
  readonly kind: string;
  readonly startTime: number;
  readonly message: string;
  readonly environment: Readonly<Record<string, string>>;
  /** As in the stack's config file: secrets are ciphertext. */
  readonly config: Readonly<Record<string, ConfigValue>>;
  /** A file backend does not count: always 0. */
  readonly version: number;
  readonly result: string;
  readonly endTime: number;
  readonly resourceChanges: Readonly<Record<string, number>>;
}

/** Nanoseconds since 1970: names of files sort by time. */
function stamp(now: number): string {
  return String(BigInt(Math.round(now * 1000)) * 1000n);
}

/**
 * Adds an entry, with a copy of the state as it is now, and a backup of the state.
 *
 * @param now milliseconds since 1970
 */
export async function recordUpdate(
  layout: BackendLayout,
  reference: StackReference,
  entry: HistoryEntry,
  now: number,
): Promise<void> {
  const { stack } = reference;
  const base = join(layout.history(reference), `${stack}-${stamp(now)}`);
  await writeFileAtomically(`${base}.history.json`, JSON.stringify(entry));
  await copyFile(layout.state(reference), `${base}.checkpoint.json`);
  const state = await readFile(layout.state(reference), "utf8");
  await writeFileAtomically(join(layout.backups(reference), `${stack}.${stamp(now)}.json`), state);
}

/**
 * The updates of a stack, newest first.
 *
 * @throws Error that names the entry's file when it is garbled.
 */
export async function readHistory(layout: BackendLayout, reference: StackReference): Promise<HistoryEntry[]> {
  const folder = layout.history(reference);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return [];
    }
    throw error;
  }
  const newestFirst = names
    .filter((name) => name.endsWith(".history.json"))
    .sort()
    .reverse();
  return Promise.all(newestFirst.map((name) => readEntry(join(folder, name))));
}

async function readEntry(file: string): Promise<HistoryEntry> {
  const text = await readFile(file, "utf8");
  try {
    const { environment, config, resourceChanges, ...entry } = historyEntry.parse(JSON.parse(text));
    return {
      ...entry,
      environment: environment ?? {},
      config: config ?? {},
      resourceChanges: resourceChanges ?? {},
    };
  } catch (error) {
    throw new Error(`reading history file ${file}: ${(error as Error).message}`, { cause: error });
  }
}
