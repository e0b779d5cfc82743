import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { checksumOf, readChecksum } from "./checksum.ts";
import { type StoredDeployment, storedDeployment } from "./deployment.ts";
import { findIntegrityProblem } from "./integrity.ts";
import { type BackendLayout, qualifiedName, type StackReference } from "./layout.ts";

/** A state file that cannot be used. The text names the file, the trouble and a copy to restore. */
export class StateFileError extends Error {
  override readonly name = "StateFileError";
}

const checkpointFile = z.object({
  version: z.number(),
  features: z.array(z.string()).optional(),
  checkpoint: z.object({ latest: storedDeployment.optional() }),
});

/** The version of the deployment format that this engine reads and writes. */
const VERSION = 3;

/** The text of a state file; a stack's first one has no deployment. */
export function formatStateFile(reference: StackReference, deployment: StoredDeployment): string {
  const checkpoint = { stack: qualifiedName(reference), latest: deployment };
  return JSON.stringify({ version: VERSION, checkpoint });
}

/** @throws Error that says what is wrong with the text. */
export function parseStateFile(text: string): StoredDeployment | undefined {
  const { version, features, checkpoint } = checkpointFile.parse(JSON.parse(text));
  if (checkpoint.latest === undefined) {
    return undefined;
  }
  if (version !== VERSION) {
    const used = features === undefined ? "" : ` (it uses ${features.join(", ")})`;
    throw new Error(`it has version ${version}${used}; the embedded engine reads version ${VERSION} only`);
  }
  const problem = findIntegrityProblem(checkpoint.latest);
  if (problem !== undefined) {
    throw new Error(`snapshot integrity failure; refusing to use it: ${problem}`);
  }
  return checkpoint.latest;
}

/**
 * Reads a stack's state; undefined when the stack was never deployed. A file that is sound but is not as its checksum
 * says is used: it was edited, or whoever wrote it was killed before it had noted the checksum.
 *
 * @param warn is told of such a file
 * @throws StateFileError when the file is truncated or garbled.
 */
export async function readStateFile(
  layout: BackendLayout,
  reference: StackReference,
  warn: (text: string) => void,
): Promise<StoredDeployment | undefined> {
  const file = layout.state(reference);
  const text = await readFile(file, "utf8");
  const expected = await readChecksum(file);
  const changed = expected !== undefined && expected !== checksumOf(text);
  try {
    const deployment = parseStateFile(text);
    if (changed) {
      warn(`${file} is not as it was written (its checksum differs from ${file}.attrs); it is sound, and is used`);
    }
    return deployment;
  } catch (error) {
    const trouble =
      error instanceof z.ZodError ? z.prettifyError(error).replaceAll("\n", " ") : (error as Error).message;
    const damage = changed
      ? `: it has ${Buffer.byteLength(text)} bytes that are not those that were written (their checksum differs from ${file}.attrs)`
      : "";
    const copy = await newestReadableCopy(layout, reference);
    const advice =
      copy === undefined
        ? "There is no copy that can be read."
        : `The newest copy that can be read is ${copy}; to restore it: cp '${copy}' '${file}'`;
    throw new StateFileError(
      `failed to load the state of stack '${reference.stack}' from ${file}${damage}: ${trouble}\n${advice}`,
      {
        cause: error,
      },
    );
  }
}

/** Among the file before the last write and the copies that each update leaves. */
async function newestReadableCopy(layout: BackendLayout, reference: StackReference): Promise<string | undefined> {
  const folder = layout.backups(reference);
  const names = await readdir(folder).catch(() => []);
  const candidates = [
    layout.stateBefore(reference),
    ...names.filter((name) => name.endsWith(".json")).map((name) => join(folder, name)),
  ];
  const readable = await Promise.all(
    candidates.map(async (file) => {
      try {
        parseStateFile(await readFile(file, "utf8"));
        return { file, modified: (await stat(file)).mtimeMs };
      } catch {
        return undefined;
      }
    }),
  );
  return readable
    .filter((copy) => copy !== undefined)
    .sort((a, b) => b.modified - a.modified)
    .at(0)?.file;
}
