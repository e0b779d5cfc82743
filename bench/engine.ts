import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { ROOT } from "../test/harness/engine.ts";
import type { Benchmark } from "./benchmark.ts";
import { type Row, rowOf } from "./report/row.ts";
import { BenchStack, type Timed } from "./stack/bench-stack.ts";
import type { Engine } from "./stack/engines.ts";

const RUNS = 5;

const MEASURED = ["version", "preview", "up"] as const;

/** Wall time in ms of each command, one after the other. */
export type EngineRun = Readonly<Record<(typeof MEASURED)[number], number>>;

const WHAT: EngineLabels = { version: "`version`", preview: "preview, no change", up: "up, no change" };
type EngineLabels = Readonly<Record<(typeof MEASURED)[number], string>>;

export function engineRows(runs: ReadonlyMap<Engine, readonly EngineRun[]>): readonly Row[] {
  const rows = [...runs].flatMap(([engine, ofEngine]) =>
    MEASURED.map((command) =>
      rowOf(
        { what: `${WHAT[command]}, ${engine}`, unit: "s" },
        ofEngine.map((run) => run[command] / 1000),
      ),
    ),
  );
  const [embedded, cli] = [runs.get("embedded"), runs.get("cli")];
  if (!embedded || !cli) return rows;
  const ratio = (command: "preview" | "up") =>
    rowOf(
      { what: `${WHAT[command]}: embedded / cli`, unit: "×" },
      embedded.flatMap((run, index) => {
        const other = cli[index];
        return other ? [run[command] / other[command]] : [];
      }),
      "pairs",
    );
  return [...rows, ratio("preview"), ratio("up")];
}

/** What the engine waits for before the first resource of the program: node, and modules that it imports. */
const STARTS: Readonly<Record<string, string>> = {
  "node alone": "",
  "node with @pulumi/pulumi": 'await import("@pulumi/pulumi")',
  "node with the program's modules": 'await import("@pulumi/pulumi"); await import("./components/release.ts")',
};

export const engine: Benchmark = async (surroundings) => {
  const { engines, say } = surroundings;
  const bench = await BenchStack.deploy("bench-engine", surroundings);
  for (const engine of engines) await bench.up(engine);
  const runs = new Map<Engine, EngineRun[]>(engines.map((engine) => [engine, []]));
  const starts = new Map<string, number[]>(Object.keys(STARTS).map((name) => [name, []]));
  for (let run = 1; run <= RUNS; run += 1) {
    say(`commands without changes, ${run} of ${RUNS}`);
    for (const [engine, ofEngine] of runs) {
      const version = wallMs(await bench.version(engine));
      const preview = wallMs(await bench.preview(engine));
      ofEngine.push({ version, preview, up: wallMs(await bench.up(engine)) });
    }
    for (const [name, values] of starts) values.push(await startNode(STARTS[name] ?? ""));
  }
  return [
    ...engineRows(runs),
    ...[...starts].map(([name, values]) =>
      rowOf(
        { what: name, unit: "s" },
        values.map((ms) => ms / 1000),
      ),
    ),
  ];
};

function wallMs({ startedAt, endedAt }: Timed): number {
  return endedAt - startedAt;
}

/** What bin/pulumi gives to everything that it starts. */
const COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? path.join(ROOT, ".canary", "compile-cache");

async function startNode(code: string): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
  });
  const [exitCode] = (await once(child, "exit")) as [number | null];
  if (exitCode !== 0) throw new Error(`node ended with exit code ${exitCode} at: ${code}`);
  return performance.now() - start;
}
