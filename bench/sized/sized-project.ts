import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ROOT } from "../../test/harness/engine.ts";
import { endAllWith } from "../../test/harness/processes.ts";
import type { Engine } from "../stack/engines.ts";

/** Dynamic resources of npm's plugin, which every engine runs the same way, each with a secret among its inputs. */
const PROGRAM = `import * as pulumi from "@pulumi/pulumi";
const provider = {
  async create(inputs) { return { id: "thing", outs: inputs }; },
  async update(_id, _olds, inputs) { return { outs: inputs }; },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, inputs) { super(provider, name, inputs); }
}
for (let index = 0; index < Number(process.env.SIZE); index += 1) {
  new Thing(\`thing-\${index}\`, { index, text: "as long as a usual property", token: pulumi.secret("hush") });
}
`;

/** A project of so many resources and nothing else, with a state of its own. */
export class SizedProject {
  readonly resources: number;
  readonly #folder: string;
  readonly #engine: Engine;

  /** @param resources how many the program registers beside the stack */
  constructor(resources: number, engine: Engine) {
    this.resources = resources;
    this.#engine = engine;
    this.#folder = fs.mkdtempSync(path.join(os.tmpdir(), `sized-${resources}-${engine}-`));
    const write = (name: string, text: string) => fs.writeFileSync(path.join(this.#folder, name), text);
    write("Pulumi.yaml", "name: sized\nruntime: {name: nodejs, options: {typescript: false}}\n");
    write("package.json", JSON.stringify({ type: "module", main: "index.js" }));
    write("index.js", PROGRAM);
    // The SDK alone: the CLI looks for the plugin of every Pulumi package that it finds.
    fs.mkdirSync(path.join(this.#folder, "node_modules/@pulumi"), { recursive: true });
    fs.symlinkSync(
      path.join(ROOT, "node_modules/@pulumi/pulumi"),
      path.join(this.#folder, "node_modules/@pulumi/pulumi"),
    );
    fs.mkdirSync(path.join(this.#folder, "state"));
  }

  /** Creates everything. */
  async deploy(): Promise<void> {
    await this.run(["stack", "init", "sized"]);
    await this.run(["up", "--yes", "--skip-preview"]);
  }

  /**
   * Runs a command to its end.
   * @param watch gets the process when it has begun
   * @returns wall time in ms
   * @throws Error with its output when it fails
   */
  async run(
    args: readonly string[],
    more: { readonly watch?: (child: ChildProcess) => void; readonly environment?: NodeJS.ProcessEnv } = {},
  ): Promise<number> {
    const start = performance.now();
    const child = spawn(path.join(ROOT, "bin/pulumi"), ["--engine", this.#engine, ...args], {
      cwd: this.#folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        SIZE: String(this.resources),
        PULUMI_HOME: path.join(this.#folder, "home"),
        PULUMI_BACKEND_URL: `file://${path.join(this.#folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "passphrase",
        // Both engines use what is there: nothing is looked for in the network.
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        ...more.environment,
      },
    });
    more.watch?.(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const [exitCode] = (await once(child, "close")) as [number | null];
    const took = performance.now() - start;
    if (exitCode !== 0) throw new Error(`${args.join(" ")} ended with exit code ${exitCode}:\n${output}`);
    return took;
  }

  async remove(): Promise<void> {
    await endAllWith(this.#folder);
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}
