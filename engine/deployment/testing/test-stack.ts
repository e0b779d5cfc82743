import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DiagnosticEvent, EngineEvent } from "../events.ts";
import type { DeploymentRequest, DeploymentResult } from "../request.ts";
import { runDeployment } from "../run-deployment.ts";
import type { ResourceState, Snapshot } from "../state/snapshot.ts";
import { livingProviders } from "../state/urn.ts";
import { EVERYTHING, type Scope } from "../steps/selection.ts";
import type { PropertyMap } from "../values/property-value.ts";

const NODE_MODULES = new URL("../../../node_modules", import.meta.url).pathname;
const FIXTURES = new URL("./", import.meta.url).pathname;

export interface Outcome extends DeploymentResult {
  readonly events: readonly EngineEvent[];
  /** Messages of diagnostics that are errors. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** A stack with a program in a temporary folder. Its resources live as files in the folder's `world`. */
export class TestStack {
  readonly root: string;
  snapshot: Snapshot | undefined;
  /** Every snapshot that was stored, in order. */
  readonly saved: Snapshot[] = [];
  config = new Map<string, string>();
  secretKeys: string[] = [];
  failToSave = false;
  /** Name → outputs of other stacks. */
  readonly otherStacks = new Map<string, PropertyMap>();

  private constructor(root: string) {
    this.root = root;
  }

  static async create(): Promise<TestStack> {
    const root = await realpath(await mkdtemp(join(tmpdir(), "engine-test-")));
    await symlink(NODE_MODULES, join(root, "node_modules"));
    await symlink(join(FIXTURES, "thing.ts"), join(root, "thing.ts"));
    await symlink(join(FIXTURES, "thing-world.ts"), join(root, "thing-world.ts"));
    await mkdir(join(root, "world"));
    const plugin = `#!/bin/sh\nexec '${process.execPath}' '${join(FIXTURES, "mini-plugin.ts")}' "$@"\n`;
    await mkdir(join(root, "plugins"));
    await writeFile(join(root, "plugins", "pulumi-resource-mini"), plugin, { mode: 0o755 });
    await writeFile(join(root, "package.json"), JSON.stringify({ type: "module", main: "index.ts" }));
    return new TestStack(root);
  }

  /** @param program its text after the imports of `pulumi` and `Thing` */
  async program(program: string): Promise<void> {
    const imports =
      'import * as pulumi from "@pulumi/pulumi";\nimport { Component, Item, MiniProvider, Thing } from "./thing.ts";\n';
    await writeFile(
      join(this.root, "index.ts"),
      `${imports}void [pulumi, Component, Item, MiniProvider, Thing];\n${program}`,
    );
  }

  /**
   * A policy pack in the folder `packs`.
   * @param policies text of the list of its policies
   * @returns its folder, to be named in `policyPacks`
   */
  async policyPack(name: string, policies: string): Promise<string> {
    const folder = join(this.root, "packs", name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\nversion: 1.2.3\n");
    await writeFile(
      join(folder, "package.json"),
      JSON.stringify({ name, version: "0.0.1", type: "module", main: "index.mts" }),
    );
    await writeFile(
      join(folder, "index.mts"),
      `import { PolicyPack, Secret } from "@pulumi/policy";\nvoid Secret;\nnew PolicyPack("${name}", { policies: ${policies} });\n`,
    );
    return folder;
  }

  async run(
    operation: DeploymentRequest["operation"],
    more: {
      readonly languageHost?: DeploymentRequest["languageHost"];
      /** Default: the stack's, at once. */
      readonly snapshot?: Promise<Snapshot | undefined>;
      readonly refresh?: boolean;
      readonly scope?: Scope;
      readonly replace?: readonly string[];
      readonly continueOnError?: boolean;
      readonly policyPacks?: DeploymentRequest["policyPacks"];
      readonly cancel?: AbortSignal;
      readonly terminate?: AbortSignal;
      readonly onEvent?: (event: EngineEvent) => void;
    } = {},
  ): Promise<Outcome> {
    const events: EngineEvent[] = [];
    const never = new AbortController().signal;
    const result = await runDeployment({
      operation,
      project: {
        name: "proj",
        root: this.root,
        main: undefined,
        typescript: false,
        nodeArgs: [],
        plugins: [{ name: "mini", path: "plugins" }],
      },
      languageHost: more.languageHost ?? { kind: "node" },
      stack: "dev",
      organization: "organization",
      config: this.config,
      secretKeys: this.secretKeys,
      policyPacks: more.policyPacks ?? [],
      snapshot: more.snapshot ?? Promise.resolve(this.snapshot),
      providers: livingProviders(this.snapshot?.resources ?? []),
      options: {
        parallel: 16,
        refresh: more.refresh ?? false,
        scope: more.scope ?? EVERYTHING,
        replace: more.replace ?? [],
        continueOnError: more.continueOnError ?? false,
      },
      cancel: more.cancel ?? never,
      terminate: more.terminate ?? never,
      save: async (snapshot) => {
        if (this.failToSave) throw new Error("disk full");
        this.snapshot = JSON.parse(JSON.stringify(snapshot));
        this.saved.push(this.snapshot as Snapshot);
      },
      stackOutputs: async (name) => {
        const outputs = this.otherStacks.get(name);
        if (outputs === undefined) throw new Error(`unknown stack "${name}"`);
        return outputs;
      },
      emit: (event) => {
        events.push(event);
        more.onEvent?.(event);
      },
    });
    const messages = (severity: DiagnosticEvent["severity"]): string[] =>
      events.flatMap((event) =>
        "diagnosticEvent" in event && event.diagnosticEvent.severity === severity
          ? [event.diagnosticEvent.message]
          : [],
      );
    return { ...result, events, errors: messages("error"), warnings: messages("warning") };
  }

  /** The state's entries of a resource by its name. */
  entries(name: string): ResourceState[] {
    return (this.snapshot?.resources ?? []).filter(({ urn }) => urn.endsWith(`::${name}`));
  }

  /** What really exists: id → properties. */
  async world(): Promise<Record<string, unknown>> {
    const folder = join(this.root, "world");
    const entries = (await readdir(folder)).filter((file) => file.endsWith(".json")).toSorted();
    const texts = await Promise.all(entries.map((file) => readFile(join(folder, file), "utf8")));
    return Object.fromEntries(
      entries.map((file, index) => [file.replace(".json", ""), JSON.parse(texts[index] ?? "")]),
    );
  }

  /** Has another hand change what exists; undefined takes it away. */
  async changeWorld(name: string, change: object | undefined): Promise<void> {
    const id = Object.keys(await this.world()).find((key) => key.startsWith(`${name}-`));
    const file = join(this.root, "world", `${id}.json`);
    if (change === undefined) await rm(file);
    else await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), ...change }));
  }

  /** Puts an item of the plugin `mini` into the world, or takes it away. */
  async setItem(id: string, item: object | undefined): Promise<void> {
    const file = join(this.root, "world", `${id}.item`);
    if (item === undefined) await rm(file);
    else await writeFile(file, JSON.stringify(item));
  }

  async removePlugin(): Promise<void> {
    await rm(join(this.root, "plugins"), { recursive: true });
  }

  /** What the plugin `mini` was asked to do. */
  async miniCalls(): Promise<string[]> {
    return (await readFile(join(this.root, "world", "mini.log"), "utf8")).trim().split("\n");
  }

  /** What the provider was asked to do, one `<call> <name>` a line, in order. */
  async calls(): Promise<string[]> {
    try {
      return (await readFile(join(this.root, "world", "calls.log"), "utf8")).trim().split("\n");
    } catch {
      return [];
    }
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
