import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Document, isMap, isScalar, isSeq, parseDocument } from "yaml";
import { writeFileAtomically } from "../backend/atomic-file.ts";
import { parseConfigKey } from "./config-key.ts";
import { type ConfigValue, isConfigList, isConfigMap, isConfigSecret, type StackConfig } from "./config-value.ts";
import type { Project } from "./project.ts";

/** A stack's config file that cannot be read or asks for what this engine does not serve. */
export class StackFileError extends Error {
  override readonly name = "StackFileError";
}

/** The config file of a stack: `Pulumi.<stack>.yaml` in the project's folder for them. */
export function stackFilePath(project: Project, stack: string): string {
  const candidates = ["yaml", "yml"].map((extension) =>
    join(project.stackConfigFolder, `Pulumi.${stack}.${extension}`),
  );
  return candidates.find((file) => existsSync(file)) ?? (candidates[0] as string);
}

/** A stack's config file. Changes keep its comments and its order, and are written by `save`. */
export class StackFile {
  readonly path: string;
  readonly #document: Document;
  readonly #project: string;

  /** A file that does not exist counts as empty. @throws StackFileError that names the file. */
  constructor(path: string, project: string) {
    this.path = path;
    this.#project = project;
    this.#document = existsSync(path) ? parseDocument(readFileSync(path, "utf8")) : new Document({});
    const [problem] = this.#document.errors;
    if (problem !== undefined) {
      throw new StackFileError(`could not read ${path}: ${problem.message}`, { cause: problem });
    }
    if (this.#document.contents === null || (isScalar(this.#document.contents) && !this.#document.contents.value)) {
      this.#document.contents = this.#document.createNode({});
    }
    if (!isMap(this.#document.contents)) {
      throw new StackFileError(`could not read ${path}: expected a map`);
    }
    this.#refuseUnsupported();
  }

  #refuseUnsupported(): void {
    const provider = this.#text("secretsprovider");
    if (provider !== undefined && provider !== "passphrase" && provider !== "default") {
      throw new StackFileError(`${this.path}: secretsprovider '${provider}' is not supported, only passphrase is`);
    }
    if (this.#document.has("environment")) {
      throw new StackFileError(`${this.path}: environments are not supported with a file backend`);
    }
  }

  #text(key: string): string | undefined {
    const value = this.#document.get(key);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /** `v1:<salt>:<an encrypted text to check the passphrase by>`. */
  get encryptionSalt(): string | undefined {
    return this.#text("encryptionsalt");
  }

  setEncryptionSalt(salt: string): void {
    this.#document.delete("secretsprovider");
    this.#document.set("encryptionsalt", salt);
  }

  /** Keys without a namespace belong to the project. @throws StackFileError for a key that is none. */
  get config(): StackConfig {
    const entries = this.#entries().map(([spelled, key]): [string, ConfigValue] => {
      const value = this.#document.getIn(["config", spelled]);
      return [key, this.#plain(value, spelled)];
    });
    return new Map(entries);
  }

  /** How the file spells each key, and the key. */
  #entries(): [spelled: string, key: string][] {
    const node = this.#document.get("config");
    if (node === undefined || node === null) {
      return [];
    }
    if (!isMap(node)) {
      throw new StackFileError(`could not read ${this.path}: config: expected a map`);
    }
    return node.items.map((pair): [string, string] => {
      const spelled = String(isScalar(pair.key) ? pair.key.value : pair.key);
      try {
        return [spelled, parseConfigKey(spelled, this.#project, false)];
      } catch (error) {
        throw new StackFileError(`${this.path}: ${(error as Error).message}`, { cause: error });
      }
    });
  }

  #plain(node: unknown, key: string): ConfigValue {
    const value = isMap(node) || isSeq(node) ? (node.toJS(this.#document) as ConfigValue) : (node as ConfigValue);
    if (hasUnsafeInteger(value)) {
      throw new StackFileError(`${this.path}: config ${key}: an integer beyond 2^53 loses digits; write it in quotes`);
    }
    return value;
  }

  /** Makes the file's config equal to `config`, with as few edits as that takes. */
  setConfig(config: StackConfig): void {
    const spelled = new Map(this.#entries().map(([text, key]) => [key, text]));
    for (const [key, text] of spelled) {
      if (!config.has(key)) {
        this.#document.deleteIn(["config", text]);
      }
    }
    const before = this.config;
    if (config.size > 0 && !isMap(this.#document.get("config"))) {
      this.#document.set("config", this.#document.createNode({}));
    }
    for (const [key, value] of config) {
      this.#change(["config", spelled.get(key) ?? key], before.get(key), value);
    }
    if (config.size === 0) {
      this.#document.delete("config");
    }
  }

  #change(path: readonly (string | number)[], before: ConfigValue | undefined, after: ConfigValue): void {
    if (isConfigMap(before) && isConfigMap(after) && !isConfigSecret(before) && !isConfigSecret(after)) {
      for (const key of Object.keys(before).filter((name) => !Object.hasOwn(after, name))) {
        this.#document.deleteIn([...path, key]);
      }
      for (const [key, value] of Object.entries(after)) {
        this.#change([...path, key], Object.hasOwn(before, key) ? before[key] : undefined, value);
      }
    } else if (isConfigList(before) && isConfigList(after) && before.length <= after.length) {
      after.forEach((value, index) => {
        this.#change([...path, index], before[index], value);
      });
    } else if (JSON.stringify(before) !== JSON.stringify(after)) {
      const node = this.#document.getIn(path, true);
      if (isScalar(node) && (after === null || typeof after !== "object")) {
        // The node carries the comment behind the value.
        node.value = after;
      } else {
        this.#document.setIn(path, this.#document.createNode(after));
      }
    }
  }

  /** Writes the file; it appears whole or not at all. */
  async save(): Promise<void> {
    await writeFileAtomically(this.path, this.#document.toString({ lineWidth: 0 }));
  }
}

function hasUnsafeInteger(value: ConfigValue): boolean {
  if (typeof value === "number") {
    return Number.isInteger(value) && !Number.isSafeInteger(value);
  }
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnsafeInteger);
}
