import type { Benchmark } from "./benchmark.ts";
import { type Row, rowOf } from "./report/row.ts";
import { BenchStack } from "./stack/bench-stack.ts";
import type { Engine } from "./stack/engines.ts";

const RUNS = 5;
const GOAL_SECONDS = 3;
/** Two requests to the canary in each 20 ms at 50 %: the last one says when traffic left to about that. */
const REQUESTS_PER_SECOND = 100;
const CANARY = "automation-service-3.0.1-";

/** One rollback. Times are milliseconds since the epoch. */
export interface RollbackRun {
  /** When bin/pulumi was spawned, and when it had ended. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** When the ceiling had lowered the weights. */
  readonly loweredAt: number;
  /** When the last request was sent that the canary answered. */
  readonly lastSentAt: number;
}

export function rollbackRows(engine: Engine, runs: readonly RollbackRun[]): readonly Row[] {
  const seconds = (what: string, of: (run: RollbackRun) => number, goal?: number) =>
    rowOf(
      { what: `rollback, ${engine}: ${what}`, unit: "s", goal },
      runs.map((run) => of(run) / 1000),
    );
  return [
    seconds("start to last canary request", (run) => run.lastSentAt - run.startedAt, GOAL_SECONDS),
    seconds("start to the ceiling's write", (run) => run.loweredAt - run.startedAt),
    seconds("whole command", (run) => run.endedAt - run.startedAt),
  ];
}

/** 50 → 0 with each engine in turn; the share is raised again in between. */
export const rollback: Benchmark = async (surroundings) => {
  const { engines, say } = surroundings;
  const bench = await BenchStack.deploy("bench-rollback", surroundings);
  const load = bench.stack.load({ requestsPerSecond: REQUESTS_PER_SECOND });
  const runs = new Map<Engine, RollbackRun[]>(engines.map((engine) => [engine, []]));
  for (let run = 1; run <= RUNS; run += 1) {
    for (const [engine, ofEngine] of runs) {
      say(`rollback ${run} of ${RUNS}, ${engine}`);
      bench.canary(50);
      await bench.up();
      const raised = load.mark();
      bench.canary(0);
      const { startedAt, endedAt } = await bench.up(engine);
      ofEngine.push({ startedAt, endedAt, loweredAt: loweredAt(bench), lastSentAt: lastSentAt(load.between(raised)) });
    }
  }
  await load.stop();
  return [...runs].flatMap(([engine, ofEngine]) => rollbackRows(engine, ofEngine));
};

function loweredAt({ stack }: BenchStack): number {
  const last = stack.events().findLast(({ event }) => event === "ceiling");
  if (!last) throw new Error("the exposure ceiling has recorded nothing");
  return Date.parse(last.at);
}

function lastSentAt({ byRevision }: { byRevision: Readonly<Record<string, { readonly lastSentAt: number }>> }): number {
  const [canary] = Object.entries(byRevision).filter(([revision]) => revision.startsWith(CANARY));
  if (!canary) throw new Error("the canary answered no request before its rollback");
  return canary[1].lastSentAt;
}
