import { startLoad } from "../lab/load/generator.ts";
import type { Quantiles } from "../lab/load/summary.ts";
import type { Benchmark } from "./benchmark.ts";
import { type Row, rowOf } from "./report/row.ts";
import { BenchStack } from "./stack/bench-stack.ts";

const REQUESTS_PER_SECOND = 500;
const PAIRS = 5;
const SECONDS = 4;
/** Connections are made and code is compiled before anything is measured. */
const WARM_UP_SECONDS = 3;
const GOAL_P95_MS = 10;

/** The same load by both ways, one directly after the other. */
export interface EchoPair {
  /** Through the gateway. */
  readonly through: Quantiles;
  /** Straight to automation-service. */
  readonly direct: Quantiles;
}

export function echoRows(pairs: readonly EchoPair[]): readonly Row[] {
  const through = (quantile: "p50" | "p95" | "p99", goal?: number) =>
    rowOf(
      { what: `echo through the gateway, ${quantile}`, unit: "ms", goal },
      pairs.map((pair) => pair.through[quantile]),
    );
  const overhead = (quantile: "p50" | "p95") => [
    rowOf(
      { what: `gateway's own part of ${quantile}`, unit: "ms" },
      pairs.map((pair) => pair.through[quantile] - pair.direct[quantile]),
      "pairs",
    ),
    rowOf(
      { what: `through the gateway / direct, ${quantile}`, unit: "×" },
      pairs.map((pair) => pair.through[quantile] / pair.direct[quantile]),
      "pairs",
    ),
  ];
  return [
    through("p50"),
    through("p95", GOAL_P95_MS),
    through("p99"),
    rowOf(
      { what: "echo direct, p50", unit: "ms" },
      pairs.map(({ direct }) => direct.p50),
    ),
    rowOf(
      { what: "echo direct, p95", unit: "ms" },
      pairs.map(({ direct }) => direct.p95),
    ),
    ...overhead("p50"),
    ...overhead("p95"),
  ];
}

/** Gateway → automation-service → ai-pipeline, and the same without the gateway, alternating. */
export const echo: Benchmark = async (surroundings) => {
  const { say } = surroundings;
  const { stack } = await BenchStack.deploy("bench-echo", surroundings);
  const [target] = await stack.gateway.targets("automation-service");
  if (!target) throw new Error("the gateway has no target of automation-service");
  const ways = { through: stack.proxyUrl, direct: `http://${target.address}` };

  say("warming up");
  await measure(ways.through, WARM_UP_SECONDS, say);
  await measure(ways.direct, WARM_UP_SECONDS, say);
  const pairs: EchoPair[] = [];
  for (let pair = 1; pair <= PAIRS; pair += 1) {
    say(`${REQUESTS_PER_SECOND} requests/s through the gateway and direct, ${pair} of ${PAIRS}`);
    pairs.push({
      through: await measure(ways.through, SECONDS, say),
      direct: await measure(ways.direct, SECONDS, say),
    });
  }
  return echoRows(pairs);
};

async function measure(url: string, maxSeconds: number, say: (line: string) => void): Promise<Quantiles> {
  const load = startLoad({ url, requestsPerSecond: REQUESTS_PER_SECOND, maxSeconds, expectSuccess: true });
  const { latencyMs, sent, failed, skipped, keptRate } = await load.ended;
  if (latencyMs === null || failed > 0) throw new Error(`${failed} of ${sent} requests to ${url} failed`);
  if (!keptRate) say(`the machine was too busy to keep the rate: requests were sent late, and ${skipped} not at all`);
  return latencyMs;
}
