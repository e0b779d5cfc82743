import { readFile, rm } from "node:fs/promises";
import { z } from "zod";
import { writeFileAtomically } from "./atomic-file.ts";

/** The version of the tags' format, which is the CLI's (pkg/backend/diy/stack_tags.go). */
const VERSION = 1;

const tagsFile = z.object({ version: z.number(), tags: z.record(z.string(), z.string()).nullish() });

/** Names and values that people have given to a stack. */
export type StackTags = Readonly<Record<string, string>>;

/** @returns no tags where there is no file. @throws Error that names a file that cannot be read. */
export async function readTags(path: string): Promise<StackTags> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return {};
    }
    throw error;
  }
  try {
    const { version, tags } = tagsFile.parse(JSON.parse(text));
    if (version !== VERSION) {
      throw new Error(`it has version ${version}; expected ${VERSION}`);
    }
    return tags ?? {};
  } catch (error) {
    throw new Error(`could not read the stack's tags from ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Replaces the tags; a stack without tags has no file. */
export async function writeTags(path: string, tags: StackTags): Promise<void> {
  const entries = Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) {
    await removeTags(path);
    return;
  }
  await writeFileAtomically(path, JSON.stringify({ version: VERSION, tags: Object.fromEntries(entries) }));
}

export async function removeTags(path: string): Promise<void> {
  await rm(path, { force: true });
}
