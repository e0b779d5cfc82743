import { type Finished, startEngine } from "../../test/harness/engine.ts";
import { gates, ProgramStack } from "../../test/harness/stack.ts";
import { NEW, OLD } from "../../test/harness/versions.ts";
import type { Surroundings } from "../benchmark.ts";
import type { Engine } from "./engines.ts";

/** A command that has ended well. Times are milliseconds since the epoch. */
export interface Timed {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A stack whose gates look briefly, and the commands that measurements are made of. */
export class BenchStack {
  readonly stack: ProgramStack;
  readonly #first: Engine;

  /** Deploys stable, with the flag on: no LLM stands between a measurement and what it measures. */
  static async deploy(name: string, { engines, say, leaveBehind }: Surroundings): Promise<BenchStack> {
    const stack = await ProgramStack.create(name, {
      stable: OLD,
      gates: { ...gates({ windowSeconds: 2, minRequests: 3 }), bake: { maySkip: true } },
      gateway: { propagationSeconds: 0, requestsPerMinute: 1_000_000 },
    });
    leaveBehind(() => stack.remove());
    const deployed = new BenchStack(stack, engines[0]);
    say("deploying stable");
    await deployed.up();
    return deployed;
  }

  private constructor(stack: ProgramStack, first: Engine) {
    this.stack = stack;
    this.#first = first;
  }

  /** Asks for a share of the new release, which is started at the first time. */
  canary(percent: number): void {
    this.stack.configure({ canary: NEW, canaryPercent: percent });
  }

  promote(): void {
    this.stack.configure({ stable: NEW, previous: OLD, canary: undefined, canaryPercent: 0 });
  }

  undoPromotion(): void {
    this.stack.configure({ stable: OLD, previous: undefined });
  }

  /** Throws with its whole output when it fails. */
  async up(engine: Engine = this.#first): Promise<Timed> {
    return await timed("up", () => this.stack.up("--engine", engine));
  }

  async preview(engine: Engine): Promise<Timed> {
    return await timed("preview", () => this.stack.start("preview", "--engine", engine).ended);
  }

  async version(engine: Engine): Promise<Timed> {
    return await timed("version", () => startEngine(["version", "--engine", engine], {}).ended);
  }
}

async function timed(what: string, run: () => Promise<Finished>): Promise<Timed> {
  const startedAt = Date.now();
  const { exitCode, output } = await run();
  const endedAt = Date.now();
  if (exitCode !== 0) throw new Error(`${what} ended with exit code ${exitCode}:\n${output}`);
  return { startedAt, endedAt };
}
