import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type DemoFolder, STACK } from "./folder.ts";
import { DEMO_VARIABLE } from "./processes.ts";

/** A command that has ended. Times are milliseconds since the epoch. */
export interface CommandResult {
  /** As a person would type it. */
  readonly line: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** 1 where a signal ended it. */
  readonly exitCode: number;
  /** What it wrote to stdout and stderr, in order. */
  readonly output: string;
  /** File with the same output, relative to the project root. */
  readonly log: string;
}

/** No command of the demo takes a tenth of this, even on a busy machine; one that hangs must not hang a build. */
const LIMIT_MS = 180_000;
/** For an update to stop in order after its SIGINT. */
const STOP_MS = 20_000;

/** Runs `bin/pulumi` for the demo's stack, and nothing else of it. */
export class PulumiCommands {
  private readonly root: string;
  private readonly folder: DemoFolder;

  /** @param root the project root, in which the commands run */
  constructor(root: string, folder: DemoFolder) {
    this.root = root;
    this.folder = folder;
  }

  /** `stack init`, in the demo's folder, so that it writes nothing into the project root. */
  async init(name: string, signal: AbortSignal): Promise<CommandResult> {
    return await this.run(name, ["-C", this.folder.canaryHome, "stack", "init", STACK, "--no-select"], signal);
  }

  /**
   * A command on the stack and its config file.
   *
   * @param name of its log, without an ending.
   * @param signal ends it by SIGINT, and by SIGKILL when it has not ended after 20 s; so does a limit of 180 s.
   */
  async onStack(name: string, args: readonly string[], signal: AbortSignal): Promise<CommandResult> {
    return await this.run(name, [...args, "-s", STACK, "--config-file", this.folder.configFile], signal);
  }

  private async run(name: string, args: readonly string[], signal: AbortSignal): Promise<CommandResult> {
    signal.throwIfAborted();
    const log = path.join(this.folder.logs, `${name}.log`);
    const line = ["bin/pulumi", ...args].join(" ");
    const file = fs.createWriteStream(path.join(this.root, log), { flags: "a" });
    file.write(`$ ${line}\n`);
    const startedAt = Date.now();
    // A group of its own: Ctrl-C at the terminal goes to the demo, which says what becomes of its commands.
    const child = spawn(path.join(this.root, "bin", "pulumi"), args, {
      cwd: this.root,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: this.environment(),
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        file.write(text);
      });
    }
    let killer: NodeJS.Timeout | undefined;
    const interrupt = () => {
      child.kill("SIGINT");
      killer ??= setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    };
    const limit = setTimeout(interrupt, LIMIT_MS);
    signal.addEventListener("abort", interrupt, { once: true });
    try {
      const [code] = (await once(child, "close")) as [number | null];
      return { line, startedAt, endedAt: Date.now(), exitCode: code ?? 1, output, log };
    } finally {
      signal.removeEventListener("abort", interrupt);
      clearTimeout(limit);
      clearTimeout(killer);
      file.end();
    }
  }

  private environment(): NodeJS.ProcessEnv {
    const { PULUMI_CONFIG_PASSPHRASE_FILE: _file, PULUMI_STACK: _stack, ...inherited } = process.env;
    return {
      ...inherited,
      [DEMO_VARIABLE]: this.folder.absolute,
      CANARY_HOME: this.folder.canaryHome,
      PULUMI_BACKEND_URL: pathToFileURL(path.join(this.root, this.folder.state)).href,
      // The demo's stack has no secret, and nobody to ask for a passphrase.
      PULUMI_CONFIG_PASSPHRASE: "",
      NO_COLOR: "1",
    };
  }
}
