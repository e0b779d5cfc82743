import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { type RecordedEvent, readEvents } from "../../gates/events.ts";
import { type Load, startLoad } from "../../lab/load/generator.ts";
import type { LoadOptions } from "../../lab/load/options.ts";
import { type Finished, type Running, startEngine } from "./engine.ts";
import { gatesIn } from "./events.ts";
import { expectSuccess } from "./expect.ts";
import { endAllWith, processesWith, type StackProcess } from "./processes.ts";
import { type ExportedState, parseState } from "./state.ts";
import { until } from "./until.ts";

const PROJECT = "canary-release";
/** Above what a gate needs in its window at a share of 10 %, and little enough for a busy machine. */
const REQUESTS_PER_SECOND = 40;

type Operation = "up" | "preview" | "refresh" | "destroy";

/**
 * A stack of the real program with state, config file and home of its own, on whatever platform its config names. The
 * engine is the one that `bin/pulumi` chooses.
 */
export class ProjectStack {
  readonly name: string;
  /** The stack's run, log and data folders. */
  readonly home: string;
  readonly #folder: string;
  readonly #configFile: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #loads: Load[] = [];

  constructor(name: string) {
    this.name = name;
    this.#folder = fs.mkdtempSync(path.join(os.tmpdir(), `canary-${name}-`));
    this.#configFile = path.join(this.#folder, "project", `Pulumi.${name}.yaml`);
    this.home = path.join(this.#folder, "home", name);
    this.#environment = {
      PULUMI_BACKEND_URL: `file://${path.join(this.#folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "only for tests",
      CANARY_HOME: path.join(this.#folder, "home"),
      // Services inherit it and little else: it tells whose they are.
      TMPDIR: path.join(this.#folder, "tmp"),
    };
  }

  /** Stacks are made beside a small project of the same name, so that the checkout gets no config file. */
  async init(): Promise<void> {
    const project = path.join(this.#folder, "project");
    for (const folder of [project, path.join(this.#folder, "state"), path.join(this.#folder, "tmp")]) {
      fs.mkdirSync(folder, { recursive: true });
    }
    fs.writeFileSync(path.join(project, "Pulumi.yaml"), `name: ${PROJECT}\nruntime: nodejs\n`);
    const made = await startEngine(["-C", project, "stack", "init", this.name, "--non-interactive"], this.#environment)
      .ended;
    if (made.exitCode !== 0) throw new Error(`stack init failed:\n${made.output}`);
  }

  /** Sets keys of the stack's config; undefined takes a key away. */
  configure(values: Readonly<Record<string, unknown>>): void {
    const file = parse(fs.readFileSync(this.#configFile, "utf8")) as { config?: Record<string, unknown> };
    const config = { ...file.config };
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) delete config[`${PROJECT}:${key}`];
      else config[`${PROJECT}:${key}`] = value;
    }
    fs.writeFileSync(this.#configFile, stringify({ ...file, config }));
  }

  /** Any command that takes `--stack`. */
  command(...args: string[]): Running {
    return startEngine([...args, "--stack", this.name, "--non-interactive"], this.#environment);
  }

  /** `config …` on this stack's own file. */
  async config(...args: string[]): Promise<Finished> {
    return this.command("config", ...args, "--config-file", this.#configFile).ended;
  }

  start(operation: Operation, ...flags: string[]): Running {
    const unattended = operation === "preview" ? [] : ["--yes", "--skip-preview"];
    return this.command(operation, ...unattended, "--suppress-outputs", "--config-file", this.#configFile, ...flags);
  }

  up(...flags: string[]): Promise<Finished> {
    return this.start("up", ...flags).ended;
  }

  /** Deploys with other config. @returns the gates that were asked */
  async release(config: Readonly<Record<string, unknown>>, ...flags: string[]): Promise<string[]> {
    const before = this.events().length;
    this.configure(config);
    expectSuccess(await this.up(...flags));
    return gatesIn(this.events().slice(before));
  }

  preview(): Promise<Finished> {
    return this.start("preview").ended;
  }

  refresh(): Promise<Finished> {
    return this.start("refresh").ended;
  }

  destroy(): Promise<Finished> {
    return this.start("destroy").ended;
  }

  cancel(): Promise<Finished> {
    return this.command("cancel", "--yes").ended;
  }

  isLocked(): boolean {
    const locks = path.join(this.#folder, "state", ".pulumi", "locks");
    return (
      fs.existsSync(locks) && fs.readdirSync(locks, { recursive: true }).some((file) => String(file).endsWith(".json"))
    );
  }

  async state(): Promise<ExportedState> {
    const exported = path.join(this.#folder, "export.json");
    const { exitCode, output } = await this.command("stack", "export", "--file", exported).ended;
    if (exitCode !== 0) throw new Error(`stack export failed:\n${output}`);
    return parseState(fs.readFileSync(exported, "utf8"));
  }

  events(): RecordedEvent[] {
    return readEvents(this.home);
  }

  /** Leases of guards, and whether one of them is armed. */
  leases(): { readonly held: number; readonly armed: number } {
    const folder = path.join(this.home, "run", "leases");
    const files = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
    const armed = files.filter((file) => file.endsWith(".armed"));
    return { held: files.filter((file) => file.endsWith(".json")).length, armed: armed.length };
  }

  processes(): StackProcess[] {
    return processesWith(this.#folder);
  }

  /** Users of a gateway. They go on until the test file ends. */
  protected loadAt(url: string, options: Partial<LoadOptions>): Load {
    const load = startLoad({
      url,
      requestsPerSecond: REQUESTS_PER_SECOND,
      maxSeconds: 1200,
      expectSuccess: true,
      ...options,
    });
    this.#loads.push(load);
    return load;
  }

  /** Waits for something while a command runs; fails as soon as the command has ended without it. */
  during<T>(run: Running, what: string, look: () => T | undefined | false): Promise<T> {
    return until(look, {
      what,
      hopeless: () => {
        const finished = run.finished();
        return finished && `the command ended with exit code ${finished.exitCode}:\n${finished.output}`;
      },
    });
  }

  /** Ends everything that belongs to the stack, whatever state it is in, and removes its folder. */
  async remove(): Promise<void> {
    await Promise.all(this.#loads.map((load) => load.stop()));
    await endAllWith(this.#folder);
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}
