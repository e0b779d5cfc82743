import { NEW, OLD } from "../test/harness/versions.ts";
import type { Benchmark } from "./benchmark.ts";
import { type Row, rowOf } from "./report/row.ts";
import { BenchStack, type Timed } from "./stack/bench-stack.ts";

const RUNS = 3;
/** Half of them meet a canary at 50 %, ten a second one at 10 %. */
const REQUESTS_PER_SECOND = 100;

/**
 * The three ways back of docs/RELEASE_RUNBOOK.md, with what each promises, in seconds: that users meet what is taken back no
 * more, or that the command has ended. With the flag off a new canary is watched for the gate's window, which the promise
 * leaves out.
 */
const WAYS = {
  "flag off": { lastRequest: 60 },
  "traffic to the old version": { lastRequest: 120 },
  "full rollback": { command: 300 },
} as const satisfies Record<string, { readonly lastRequest?: number; readonly command?: number }>;
export type Way = keyof typeof WAYS;

/** One way back. Times are milliseconds since the epoch. */
export interface WayBack extends Timed {
  /** When the last request was sent that the revision answered which was to lose its traffic. */
  readonly lastSentAt: number;
}

export function wayBackRows(way: Way, runs: readonly WayBack[]): readonly Row[] {
  const seconds = (what: string, of: (run: WayBack) => number, goal?: number) =>
    rowOf(
      { what: `${way}: ${what}`, unit: "s", goal },
      runs.map((run) => of(run) / 1000),
    );
  const promised: { readonly lastRequest?: number; readonly command?: number } = WAYS[way];
  return [
    seconds("start to the last request", (run) => run.lastSentAt - run.startedAt, promised.lastRequest),
    seconds("whole command", (run) => run.endedAt - run.startedAt, promised.command),
  ];
}

/** Each way by plain config and `up`, from where the runbook takes it. The first engine is measured. */
export const waysBack: Benchmark = async (surroundings) => {
  const { say } = surroundings;
  const bench = await BenchStack.deploy("bench-ways-back", surroundings);
  const load = bench.stack.load({ requestsPerSecond: REQUESTS_PER_SECOND });
  const runs: Record<Way, WayBack[]> = { "flag off": [], "traffic to the old version": [], "full rollback": [] };

  /** @param leaves the process that has traffic before and is to have none afterwards. */
  async function measure(way: Way, leaves: string, config: Readonly<Record<string, unknown>>): Promise<void> {
    const { revision } = bench.stack.process(leaves);
    const before = load.mark();
    bench.stack.configure(config);
    const timed = await bench.up();
    const seen = load.between(before).byRevision[revision];
    if (!seen) throw new Error(`${revision} answered no request before ${way}`);
    runs[way].push({ ...timed, lastSentAt: seen.lastSentAt });
  }

  for (let run = 1; run <= RUNS; run += 1) {
    say(`ways back, ${run} of ${RUNS}`);
    bench.canary(10);
    await bench.up();
    await measure("flag off", "automation-service-3.0.1", { canary: { ...NEW, bypassLlm: false }, canaryPercent: 10 });
    bench.canary(50);
    await bench.up();
    await measure("traffic to the old version", "automation-service-3.0.1", { canaryPercent: 0 });
    bench.canary(100);
    await bench.up();
    bench.promote();
    await bench.up();
    await measure("full rollback", "automation-service-3.0.1", { stable: OLD, previous: undefined });
  }
  await load.stop();
  return (Object.keys(runs) as Way[]).flatMap((way) => wayBackRows(way, runs[way]));
};
