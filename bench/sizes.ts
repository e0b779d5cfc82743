import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Benchmark, Surroundings } from "./benchmark.ts";
import { type Row, rowOf } from "./report/row.ts";
import { type PeakMemory, watchMemory } from "./sized/peak-memory.ts";
import { SizedProject } from "./sized/sized-project.ts";
import { type Moment, type StartUp, startUpOf } from "./sized/start-up.ts";
import type { Engine } from "./stack/engines.ts";

const SIZES = [10, 100, 1_000] as const;
const RUNS = 5;
/** What the embedded engine's time should be at most of the CLI's, at the least of the sizes. */
const GOAL_RATIO = 0.5;

const COMMANDS = { preview: ["preview"], up: ["up", "--yes", "--skip-preview"] } as const;
type Command = keyof typeof COMMANDS;

/** Of one engine at one size; wall times in ms, one after the other, so that runs of the same number are pairs. */
export interface SizeRuns {
  readonly engine: Engine;
  readonly resources: number;
  readonly times: Readonly<Record<Command, readonly number[]>>;
  readonly memory: readonly PeakMemory[];
}

export function sizeRows(runs: readonly SizeRuns[]): readonly Row[] {
  return (["preview", "up"] as const).flatMap((command) => [
    ...runs.map(({ engine, resources, times }) =>
      rowOf({ what: `${command}, ${resources} unchanged, ${engine}`, unit: "s" }, times[command].map(inSeconds)),
    ),
    ...ratioRows(command, runs),
    ...perResourceRows(command, runs),
  ]);
}

function ratioRows(command: Command, runs: readonly SizeRuns[]): readonly Row[] {
  return runs.flatMap((embedded) => {
    const cli = runs.find(({ engine, resources }) => engine === "cli" && resources === embedded.resources);
    if (embedded.engine !== "embedded" || cli === undefined) return [];
    const goal = embedded.resources === SIZES[0] ? GOAL_RATIO : undefined;
    const ratios = pairs(embedded.times[command], cli.times[command]).map(([own, other]) => own / other);
    return [
      rowOf({ what: `${command}, ${embedded.resources} unchanged: embedded / cli`, unit: "×", goal }, ratios, "pairs"),
    ];
  });
}

/** What one more resource costs, from the greatest and the least size. */
function perResourceRows(command: Command, runs: readonly SizeRuns[]): readonly Row[] {
  return [...Map.groupBy(runs, ({ engine }) => engine)].flatMap(([engine, ofEngine]) => {
    const sorted = ofEngine.toSorted((a, b) => a.resources - b.resources);
    const [least, greatest] = [sorted.at(0), sorted.at(-1)];
    if (least === undefined || greatest === undefined || least === greatest) return [];
    const more = greatest.resources - least.resources;
    const costs = pairs(greatest.times[command], least.times[command]).map(([most, few]) => (most - few) / more);
    return [rowOf({ what: `${command}, each further resource, ${engine}`, unit: "ms" }, costs, "pairs")];
  });
}

export function memoryRows(runs: readonly SizeRuns[]): readonly Row[] {
  return runs.flatMap(({ engine, resources, memory }) => [
    rowOf(
      { what: `memory, ${resources} unchanged, ${engine}: the engine`, unit: "MiB" },
      memory.map((peak) => peak.engine),
    ),
    rowOf(
      { what: `memory, ${resources} unchanged, ${engine}: with its processes`, unit: "MiB" },
      memory.map(({ all }) => all),
    ),
  ]);
}

const PARTS: Readonly<Record<keyof StartUp, string>> = {
  program: "the program's whole process",
  programLoad: "program load",
  pluginBoot: "plugin boot, beside it",
  keyDerivation: "key derivation",
  rest: "rest",
};

export function startUpRows(runs: readonly StartUp[]): readonly Row[] {
  return (["program", "programLoad", "pluginBoot", "keyDerivation", "rest"] as const).map((part) =>
    rowOf(
      { what: `preview, ${SIZES[0]} unchanged, embedded: ${PARTS[part]}`, unit: "s" },
      runs.map((run) => inSeconds(run[part])),
    ),
  );
}

export const sizes: Benchmark = async (surroundings) => {
  const measured: SizeRuns[] = [];
  const starts: StartUp[] = [];
  for (const size of SIZES) {
    const projects = await deployed(size, surroundings);
    const times = new Map(projects.map(({ engine }) => [engine, { preview: [] as number[], up: [] as number[] }]));
    for (let run = 1; run <= RUNS; run += 1) {
      surroundings.say(`${size} resources without changes, ${run} of ${RUNS}`);
      for (const command of ["preview", "up"] as const) {
        for (const { engine, project } of projects)
          times.get(engine)?.[command].push(await project.run(COMMANDS[command]));
      }
    }
    for (const { engine, project } of projects) {
      measured.push({ engine, resources: size, times: times.get(engine)!, memory: [await memoryOf(project)] });
      if (engine !== "embedded" || size !== SIZES[0]) continue;
      for (let run = 1; run <= RUNS; run += 1) starts.push(await startUpOfPreview(project));
    }
  }
  return [...sizeRows(measured), ...memoryRows(measured), ...startUpRows(starts)];
};

async function deployed(
  size: number,
  { engines, say, leaveBehind }: Surroundings,
): Promise<readonly { readonly engine: Engine; readonly project: SizedProject }[]> {
  const projects = engines.map((engine) => ({ engine, project: new SizedProject(size, engine) }));
  for (const { engine, project } of projects) {
    leaveBehind(() => project.remove());
    say(`deploying ${size} resources, ${engine}`);
    await project.deploy();
  }
  return projects;
}

async function memoryOf(project: SizedProject): Promise<PeakMemory> {
  let peak: (() => PeakMemory) | undefined;
  await project.run(COMMANDS.preview, {
    watch({ pid }) {
      if (pid !== undefined) peak = watchMemory(pid);
    },
  });
  if (peak === undefined) throw new Error("the command could not be started");
  return peak();
}

async function startUpOfPreview(project: SizedProject): Promise<StartUp> {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "moments-")), "moments.json");
  const recorder = new URL("./sized/moments-recorder.ts", import.meta.url).href;
  await project.run(COMMANDS.preview, { environment: { MOMENTS_FILE: file, NODE_OPTIONS: `--import=${recorder}` } });
  const { moments, whole } = JSON.parse(fs.readFileSync(file, "utf8")) as { moments: Moment[]; whole: number };
  return startUpOf(moments, whole);
}

function pairs(left: readonly number[], right: readonly number[]): readonly (readonly [number, number])[] {
  return left.flatMap((value, index) => {
    const other = right[index];
    return other === undefined ? [] : [[value, other] as const];
  });
}

function inSeconds(ms: number): number {
  return ms / 1000;
}
