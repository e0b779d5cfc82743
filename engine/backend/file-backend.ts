import { copyFile, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { removeTemporaryFiles, writeFileAtomically } from "./atomic-file.ts";
import { checksumOf, removeChecksum, writeChecksum } from "./checksum.ts";
import { emptyDeployment, type StoredDeployment } from "./deployment.ts";
import { type HistoryEntry, readHistory, recordUpdate } from "./history.ts";
import { BackendLayout, qualifiedName, type StackReference } from "./layout.ts";
import type { BackendLocation } from "./location.ts";
import { acquireLock, breakLocks, type FoundLock, findLocks, type Lock } from "./lock.ts";
import { formatStateFile, readStateFile } from "./state-file.ts";
import { readTags, removeTags, type StackTags, writeTags } from "./tags.ts";

/** A folder that cannot be used as a backend, or a stack that is not as a command needs it. */
export class BackendError extends Error {
  override readonly name = "BackendError";
}

/** Stacks in a folder, in the layout of the CLI's file backend (pkg/backend/diy). */
export class FileBackend {
  readonly url: string;
  readonly #layout: BackendLayout;
  readonly #warn: (text: string) => void;
  /** State files of stacks that are locked, and the checksums of what was written to them since. */
  readonly #written = new Map<string, string>();

  private constructor(url: string, layout: BackendLayout, warn: (text: string) => void) {
    this.url = url;
    this.#layout = layout;
    const told = new Set<string>();
    this.#warn = (text) => {
      if (!told.has(text)) {
        told.add(text);
        warn(text);
      }
    };
  }

  /**
   * The folder must be there: a wrong one would look like one without stacks.
   *
   * @param warn is told, once, of a state that is used though something is odd about it
   * @throws BackendError when it is not, or when another layout is in it.
   */
  static async open(location: BackendLocation, warn: (text: string) => void): Promise<FileBackend> {
    const layout = new BackendLayout(location.folder);
    await stat(location.folder).catch((error: NodeJS.ErrnoException) => {
      throw new BackendError(`unable to open state directory "${location.url}": ${error.message}`, { cause: error });
    });
    const meta = await readFile(layout.meta, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") {
        return undefined;
      }
      throw new BackendError(`backend ${location.url} cannot be read: ${error.message}`, { cause: error });
    });
    if (meta === undefined) {
      await refuseLegacyStacks(layout);
      await writeFileAtomically(layout.meta, "version: 1\n");
    } else if ((parse(meta) as { version?: unknown } | null)?.version !== 1) {
      throw new BackendError(`${layout.meta}: expected "version: 1", the layout that the embedded engine supports`);
    }
    return new FileBackend(location.url, layout, warn);
  }

  /** The stacks of all projects. */
  async list(): Promise<StackReference[]> {
    const projects = await foldersIn(this.#layout.stacks);
    const stacks = await Promise.all(
      projects.map(async (project) => {
        const names = await readdir(join(this.#layout.stacks, project));
        return names
          .filter((name) => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*\.json$/.test(name))
          .map((name): StackReference => ({ project, stack: name.slice(0, -".json".length) }));
      }),
    );
    return stacks.flat();
  }

  /** @throws BackendError when its state is compressed, which this engine does not read. */
  async exists(reference: StackReference): Promise<boolean> {
    const state = this.#layout.state(reference);
    if (await isFile(state)) {
      return true;
    }
    const compressed = [".gz", ".zst"].map((extension) => state + extension);
    for (const file of compressed) {
      if (await isFile(file)) {
        throw new BackendError(`${file}: compressed state is not supported by the embedded engine`);
      }
    }
    return false;
  }

  /** The stack's deployment; undefined when it has none. @throws StateFileError when it is garbled. */
  async read(reference: StackReference): Promise<StoredDeployment | undefined> {
    return readStateFile(this.#layout, reference, this.#warn);
  }

  /**
   * Replaces the stack's deployment; its lock must be held. The one before stays beside it, as `.bak`. While the lock
   * is held there is no checksum: whoever is killed leaves none that does not fit.
   */
  async write(reference: StackReference, deployment: StoredDeployment): Promise<void> {
    const file = this.#layout.state(reference);
    const before = this.#layout.stateBefore(reference);
    await removeChecksum(before);
    await copyFile(file, before).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") {
        throw error;
      }
    });
    if (!this.#written.has(file)) {
      await removeChecksum(file);
    }
    const text = formatStateFile(reference, deployment);
    await writeFileAtomically(file, text);
    this.#written.set(file, checksumOf(text));
  }

  /** Notes the checksum of a state that will not be written again before it is locked again. */
  async #seal(reference: StackReference): Promise<void> {
    const file = this.#layout.state(reference);
    const checksum = this.#written.get(file);
    if (checksum !== undefined) {
      this.#written.delete(file);
      await writeChecksum(file, checksum);
    }
  }

  /** Makes an empty stack. @throws BackendError when it exists. */
  async create(reference: StackReference, salt: string): Promise<void> {
    await this.withLock(reference, async () => {
      if (await this.exists(reference)) {
        throw new BackendError(`stack '${qualifiedName(reference)}' already exists`);
      }
      await this.write(reference, emptyDeployment(salt, new Date().toISOString()));
    });
  }

  /** Removes the stack and its history. Copies of its state stay, unless they are to go too. */
  async remove(reference: StackReference, withBackups: boolean): Promise<void> {
    const state = this.#layout.state(reference);
    if (withBackups) {
      await rm(this.#layout.stateBefore(reference), { force: true });
      await rm(this.#layout.backups(reference), { recursive: true, force: true });
    } else {
      await copyFile(state, this.#layout.stateBefore(reference));
    }
    await rm(state, { force: true });
    await removeChecksum(state);
    this.#written.delete(state);
    await removeTags(this.#layout.tags(reference));
    await rm(this.#layout.history(reference), { recursive: true, force: true });
  }

  tags(reference: StackReference): Promise<StackTags> {
    return readTags(this.#layout.tags(reference));
  }

  setTags(reference: StackReference, tags: StackTags): Promise<void> {
    return writeTags(this.#layout.tags(reference), tags);
  }

  async lock(reference: StackReference): Promise<Lock> {
    const lock = await acquireLock(this.#layout.locks(reference));
    // Whoever wrote them was killed while it held the lock.
    await removeTemporaryFiles(this.#layout.state(reference));
    return lock;
  }

  async withLock<T>(reference: StackReference, action: () => Promise<T>): Promise<T> {
    const lock = await this.lock(reference);
    try {
      return await action();
    } finally {
      try {
        await this.#seal(reference);
      } finally {
        await lock.release();
      }
    }
  }

  locks(reference: StackReference): Promise<FoundLock[]> {
    return findLocks(this.#layout.locks(reference));
  }

  breakLocks(reference: StackReference): Promise<FoundLock[]> {
    return breakLocks(this.#layout.locks(reference));
  }

  record(reference: StackReference, entry: HistoryEntry): Promise<void> {
    // Finer than Date.now(): two updates in one millisecond keep their order and their names.
    return recordUpdate(this.#layout, reference, entry, performance.timeOrigin + performance.now());
  }

  history(reference: StackReference): Promise<HistoryEntry[]> {
    return readHistory(this.#layout, reference);
  }
}

/** Before 2023 stacks lay beside each other without their projects. */
async function refuseLegacyStacks(layout: BackendLayout): Promise<void> {
  await mkdir(dirname(layout.meta), { recursive: true });
  const names = await readdir(layout.stacks).catch(() => []);
  if (names.some((name) => name.endsWith(".json"))) {
    throw new BackendError(
      `${layout.stacks} has stacks in the legacy layout: run \`pulumi state upgrade\` with the CLI`,
    );
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return [];
    }
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
