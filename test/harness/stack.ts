import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { type Load, startLoad } from "../../lab/load/generator.ts";
import type { LoadOptions } from "../../lab/load/options.ts";
import { type Finished, type Running, startEngine } from "./engine.ts";
import { type RecordedEvent, readEvents } from "./events.ts";
import { GatewayView } from "./gateway.ts";
import { freePorts } from "./ports.ts";
import { endAllWith, processesWith, type StackProcess } from "./processes.ts";
import { type ExportedState, parseState } from "./state.ts";
import { until } from "./until.ts";
import { OLD } from "./versions.ts";
import { WeightsRecorder } from "./weights-recorder.ts";

const PROJECT = "canary-release";
/** Above what a gate needs in its window at a share of 10 %, and little enough for a busy machine. */
const REQUESTS_PER_SECOND = 40;

type Operation = "up" | "preview" | "refresh" | "destroy";

/**
 * A stack of the real program with everything of its own: state, config file, home, ports. The engine is the one that
 * `bin/pulumi` chooses.
 */
export class ProgramStack {
  readonly name: string;
  readonly ports: { readonly proxy: number; readonly admin: number; readonly prometheus: number };
  readonly gateway: GatewayView;
  readonly recorder: WeightsRecorder;
  /** The stack's run, log and data folders. */
  readonly home: string;
  readonly proxyUrl: string;
  readonly #folder: string;
  readonly #configFile: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #loads: Load[] = [];

  /** @param name unique among the stacks of the tests. */
  static async create(name: string, config: Readonly<Record<string, unknown>> = {}): Promise<ProgramStack> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `canary-${name}-`));
    const [proxy = 0, admin = 0, prometheus = 0] = await freePorts(3);
    const stack = new ProgramStack(name, folder, { proxy, admin, prometheus });
    await stack.#init();
    stack.configure({ ...shortTimes, ports: stack.ports, stable: OLD, ...config });
    return stack;
  }

  private constructor(name: string, folder: string, ports: ProgramStack["ports"]) {
    this.name = name;
    this.ports = ports;
    this.#folder = folder;
    this.#configFile = path.join(folder, "project", `Pulumi.${name}.yaml`);
    this.home = path.join(folder, "home", name);
    this.proxyUrl = `http://127.0.0.1:${ports.proxy}`;
    this.#environment = {
      PULUMI_BACKEND_URL: `file://${path.join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "only for tests",
      CANARY_HOME: path.join(folder, "home"),
      // Services inherit it and little else: it tells whose they are.
      TMPDIR: path.join(folder, "tmp"),
    };
    this.gateway = new GatewayView(ports.admin);
    this.recorder = new WeightsRecorder(this.gateway);
  }

  /** Stacks are made beside a small project of the same name, so that the checkout gets no config file. */
  async #init(): Promise<void> {
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
    return readEvents(path.join(this.home, "events.jsonl"));
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

  /** The process of a revision, by the beginning of its name: "ai-pipeline-1.1.0". */
  process(beginning: string): StackProcess & { readonly revision: string } {
    const found = this.processes().flatMap((process) => {
      const revision = process.environment.SERVICE_REVISION;
      return revision?.startsWith(`${beginning}-`) ? [{ ...process, revision }] : [];
    });
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} processes of ${beginning} run, not one`);
    return found[0];
  }

  /** Users. They go on until the test file ends. */
  load(options: Partial<LoadOptions> = {}): Load {
    const load = startLoad({
      url: this.proxyUrl,
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
    await this.recorder.stop();
    await endAllWith(this.#folder);
    await this.gateway.close();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * Windows in seconds. The limits on slowness are wide: a test machine that is busy must not make a healthy canary look
 * sick.
 */
const shortTimes = {
  platform: "local",
  phases: [
    { percent: 10, bakeSeconds: 0 },
    { percent: 50, bakeSeconds: 0 },
    { percent: 100, bakeSeconds: 0 },
  ],
  gates: gates({}),
  prometheus: { scrapeSeconds: 1 },
};

/**
 * `gates` of the tests' config, with settings of the SLO gate changed. By thresholds: in a window of seconds `sequential`
 * rightly finds too little traffic to pass.
 */
export function gates(slo: Readonly<Record<string, unknown>>): object {
  return {
    smoke: { pings: 3, timeoutSeconds: 15, scrapeTimeoutSeconds: 30 },
    slo: {
      strategy: "thresholds",
      initialDelaySeconds: 0,
      windowSeconds: 4,
      pollSeconds: 0.5,
      maxShareSlowerThan1s: 1,
      maxShareSlowerThan2s: 1,
      minRequestsPerSecond: 0.5,
      minRequests: 5,
      ...slo,
    },
  };
}
