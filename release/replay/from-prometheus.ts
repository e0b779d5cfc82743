import type { PrometheusHistory, RangeSeries } from "../../gates/prometheus.ts";
import type { CustomMetric } from "../../gates/slo/limits.ts";
import { counterQuery } from "../../gates/slo/query.ts";
import type { PastGate } from "./last-gate.ts";
import type { Recording } from "./recording.ts";

/**
 * What the gate's polls would have been, from Prometheus' history. A counter that Prometheus did not know at a time is not in
 * the poll of that time, as it would not have been then.
 *
 * @param pollSeconds between two polls, in whole seconds above 0
 * @throws PRM001
 */
export async function recordFrom(
  prometheus: PrometheusHistory,
  { from, to, ...gate }: PastGate,
  metrics: readonly CustomMetric[],
  pollSeconds: number,
): Promise<Recording> {
  const query = counterQuery([...gate.judged, ...gate.baseline], metrics);
  const series = await prometheus.queryRange(query, { from, to, stepSeconds: pollSeconds });
  const { judged, baseline, share } = gate;
  return {
    judged: [...judged],
    baseline: [...baseline],
    ...(share === undefined ? {} : { share }),
    polls: pollsOf(series, from),
  };
}

/** The same samples by time: one poll for each time at which anything has a value. */
function pollsOf(series: readonly RangeSeries[], from: number): Recording["polls"] {
  const byTime = new Map<number, Recording["polls"][number]["samples"]>();
  for (const { labels, points } of series) {
    for (const [at, value] of points) {
      const samples = byTime.get(at) ?? [];
      samples.push({ labels: { ...labels }, value });
      byTime.set(at, samples);
    }
  }
  return [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([at, samples]) => ({ elapsedSeconds: Math.max(0, (at - from) / 1000), samples }));
}
