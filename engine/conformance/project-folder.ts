import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ROOT } from "./engine.ts";
import type { JsonObject } from "./scenario.ts";

export const PROJECT = "proj";
export const STACK = "dev";

const SETTINGS = `name: ${PROJECT}
runtime: {name: nodejs, options: {typescript: false}}
plugins: {providers: [{name: world, path: plugins}]}
`;

const IMPORTS = `import * as pulumi from "@pulumi/pulumi";
import { Component, Item, World } from "./sdk.ts";
`;

const WORLD = new URL("./world/", import.meta.url).pathname;
const CALLS_POLL_MS = 25;

/** A Pulumi project in a temporary folder, with a backend, a home and a world of its own. */
export class ProjectFolder {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /** @param settings text that is added to Pulumi.yaml */
  static async create(settings = ""): Promise<ProjectFolder> {
    const folder = new ProjectFolder(await realpath(await mkdtemp(join(tmpdir(), "conformance-"))));
    await symlink(join(ROOT, "node_modules"), join(folder.root, "node_modules"));
    await symlink(join(WORLD, "sdk.ts"), join(folder.root, "sdk.ts"));
    await mkdir(join(folder.root, "backend"));
    await folder.write({
      "Pulumi.yaml": SETTINGS + settings,
      "package.json": '{"type":"module","main":"index.js"}',
      "world/calls.log": "",
    });
    const plugin = `#!/bin/sh\nexec '${process.execPath}' '${join(WORLD, "plugin.ts")}' "$@"\n`;
    await mkdir(join(folder.root, "plugins"));
    await writeFile(join(folder.root, "plugins", "pulumi-resource-world"), plugin, { mode: 0o755 });
    return folder;
  }

  /** What a command needs to stay inside of the folder. */
  get env(): NodeJS.ProcessEnv {
    return {
      PULUMI_HOME: join(this.root, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.root, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "pass phrase",
      // For --event-log.
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
  }

  /** @param files path → text; null removes */
  async write(files: Readonly<Record<string, string | null>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, path);
      if (text === null) await rm(file);
      else {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }
    }
  }

  /** @param body the text after the imports */
  async program(body: string): Promise<void> {
    await this.write({ "index.js": `${IMPORTS}void [pulumi, Component, Item, World];\n${body}` });
  }

  read(path: string): Promise<string> {
    return readFile(join(this.root, path), "utf8");
  }

  /** What exists: id → properties. */
  async world(): Promise<Record<string, JsonObject>> {
    const files = (await readdir(join(this.root, "world"))).filter((file) => file.endsWith(".json")).toSorted();
    const items = files.map(async (file) => [file.replace(".json", ""), JSON.parse(await this.read(`world/${file}`))]);
    return Object.fromEntries(await Promise.all(items));
  }

  /** @param changes id → properties that change; null takes the item away */
  async changeWorld(changes: Readonly<Record<string, JsonObject | null>>): Promise<void> {
    const world = await this.world();
    const texts = Object.entries(changes).map(([id, change]) => [
      `world/${id}.json`,
      change === null ? null : JSON.stringify({ ...world[id], ...change }),
    ]);
    await this.write(Object.fromEntries(texts));
  }

  /** Everything that the provider was ever asked to do, in order. */
  async calls(): Promise<string[]> {
    return (await this.read("world/calls.log")).split("\n").filter((line) => line !== "");
  }

  /** Settles when the provider has been asked for the call, or the wait is given up. */
  async asked(call: string, after: number, abandoned: AbortSignal): Promise<void> {
    while (!(await this.calls()).slice(after).includes(call))
      await setTimeout(CALLS_POLL_MS, undefined, { signal: abandoned });
  }

  /** Lets a call come to its end that an item holds. */
  async release(call: string): Promise<void> {
    await this.write({ [`world/released ${call}`]: "" });
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
