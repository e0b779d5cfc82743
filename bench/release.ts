import type { LoadSummary } from "../lab/load/summary.ts";
import type { Benchmark } from "./benchmark.ts";
import { type Row, rowOfRequests } from "./report/row.ts";
import { BenchStack } from "./stack/bench-stack.ts";

const REQUESTS_PER_SECOND = 100;
const PERCENTAGES = [0, 10, 50, 100] as const;

/** A row for one part of the release: its failed requests, of all that were sent meanwhile. */
export function failedRow(part: string, load: LoadSummary): Row {
  return rowOfRequests({ what: `${part}: failed requests`, unit: "requests", goal: 0 }, load.failed, load.sent);
}

/** A whole release and then a rollback, under load all the time. */
export const release: Benchmark = async (surroundings) => {
  const { say } = surroundings;
  const bench = await BenchStack.deploy("bench-release", surroundings);
  const load = bench.stack.load({ requestsPerSecond: REQUESTS_PER_SECOND });

  const start = load.mark();
  for (const percent of PERCENTAGES) {
    say(`canary ${percent} %`);
    bench.canary(percent);
    await bench.up();
  }
  say("promoting");
  bench.promote();
  await bench.up();
  const promoted = load.mark();

  bench.undoPromotion();
  await bench.up();
  bench.canary(50);
  say("canary 50 %");
  await bench.up();
  const raised = load.mark();
  say("rolling back");
  bench.canary(0);
  await bench.up();
  const end = load.mark();
  await load.stop();
  return [
    failedRow("release 0, 10, 50, 100 %, promotion", load.between(start, promoted)),
    failedRow("promotion undone, to 50 %", load.between(promoted, raised)),
    failedRow("rollback from 50 %", load.between(raised, end)),
  ];
};
