import fs from "node:fs";
import path from "node:path";
import { processesWith } from "../test/harness/processes.ts";
import { analysis } from "./analysis/analysis.ts";
import type { Benchmark } from "./benchmark.ts";
import { echo } from "./echo.ts";
import { engine } from "./engine.ts";
import { release } from "./release.ts";
import { renderMachine, thisMachine } from "./report/machine.ts";
import type { Row } from "./report/row.ts";
import { renderTable } from "./report/table.ts";
import { rollback } from "./rollback.ts";
import { sizes } from "./sizes.ts";
import { split } from "./split.ts";
import { enginesOnPath } from "./stack/engines.ts";
import { waysBack } from "./ways-back.ts";

/** Every benchmark by its name, in the order in which they run. */
const BENCHMARKS = {
  split,
  release,
  rollback,
  "ways-back": waysBack,
  echo,
  engine,
  sizes,
  analysis,
} as const satisfies Record<string, Benchmark>;
type Name = keyof typeof BENCHMARKS;
export const BENCHMARK_NAMES = Object.keys(BENCHMARKS) as Name[];

export interface BenchOptions {
  /** Empty: all. */
  readonly names: readonly string[];
  /** File for what was measured. */
  readonly json?: string;
}

interface Result {
  readonly benchmark: Name;
  readonly seconds: number;
  readonly rows: readonly Row[];
  /** Why it could not measure. */
  readonly error?: string;
}

/**
 * Measures, and prints what it measured beside its goals. A missed goal is a result and no failure.
 *
 * @returns 0; 1 when something could not be measured; 130 when Ctrl-C ended it
 * @throws for a name that no benchmark has, or when other benchmarks run
 */
export async function runBenchmarks({ names, json }: BenchOptions): Promise<number> {
  const chosen = chooseBenchmarks(names);
  claimFolder(path.resolve(import.meta.dirname, "../.canary/bench"));
  const machine = thisMachine();
  const engines = enginesOnPath(process.env.PATH ?? "");
  process.stdout.write(`${renderMachine(machine)}; engines: ${engines.join(", ")}\n`);

  const takeDowns: (() => Promise<void>)[] = [];
  const takeDown = async () => {
    for (const end of takeDowns.splice(0).reverse()) await end();
  };
  const interrupted = Promise.withResolvers<"interrupted">();
  const interrupt = () => interrupted.resolve("interrupted");
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);

  const results: Result[] = [];
  try {
    for (const name of chosen) {
      process.stdout.write(`\n${name}\n`);
      const surroundings = {
        engines,
        say: (line: string) => void process.stderr.write(`  ${line}\n`),
        leaveBehind: (end: () => Promise<void>) => void takeDowns.push(end),
      };
      const result = await Promise.race([interrupted.promise, measure(name, () => BENCHMARKS[name](surroundings))]);
      await takeDown();
      if (result === "interrupted") return 130;
      results.push(result);
      if (result.error !== undefined) process.stderr.write(`could not measure: ${result.error}\n`);
      else process.stdout.write(`${renderTable(result.rows)}\n${result.seconds.toFixed(0)} s\n`);
    }
  } finally {
    await takeDown();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    if (json !== undefined) fs.writeFileSync(json, `${JSON.stringify({ machine, engines, results }, undefined, 2)}\n`);
  }
  return results.every(({ error }) => error === undefined) ? 0 : 1;
}

/** Throws for a name that no benchmark has. */
export function chooseBenchmarks(names: readonly string[]): readonly Name[] {
  const unknown = names.find((name) => !Object.hasOwn(BENCHMARKS, name));
  if (unknown !== undefined) {
    throw new Error(`there is no benchmark "${unknown}"; there are ${BENCHMARK_NAMES.join(", ")}`);
  }
  return names.length === 0 ? BENCHMARK_NAMES : BENCHMARK_NAMES.filter((name) => names.includes(name));
}

async function measure(benchmark: Name, run: () => Promise<readonly Row[]>): Promise<Result> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  try {
    const rows = await run();
    return { benchmark, seconds: seconds(), rows };
  } catch (error) {
    return { benchmark, seconds: seconds(), rows: [], error: error instanceof Error ? error.message : String(error) };
  }
}

/** Everything that benchmarks start and write is in this folder; two at a time would measure each other. */
function claimFolder(folder: string): void {
  const others = processesWith(folder);
  if (others.length > 0) {
    const pids = others.map(({ pid }) => pid).join(" ");
    throw new Error(
      `other benchmarks run here, or were killed and left processes: wait, or end them by \`kill ${pids}\``,
    );
  }
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  // Where stacks make their folders.
  process.env.TMPDIR = folder;
}
