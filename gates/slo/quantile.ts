import type { Durations } from "./counters.ts";

/**
 * The least edge of the histogram's buckets, in seconds, that a share of the executions kept: the quantile is no more than
 * that. Exact, where an interpolated quantile is a guess; infinity where it lies beyond the last edge. Undefined when
 * nothing was measured.
 *
 * @param share above 0 and at most 1: 0.95 for p95.
 */
export function quantileBound(durations: Durations, share: number): number | undefined {
  const total = durations.get(Number.POSITIVE_INFINITY) ?? 0;
  if (total === 0) return undefined;
  const edges = [...durations.keys()].sort((a, b) => a - b);
  return edges.find((edge) => (durations.get(edge) ?? 0) >= share * total) ?? Number.POSITIVE_INFINITY;
}

/** For people: "≤ 250 ms", "≤ 2 s", "> 60 s", "–" where nothing was measured. */
export function describeQuantile(durations: Durations, share: number): string {
  const bound = quantileBound(durations, share);
  if (bound === undefined) return "–";
  if (bound !== Number.POSITIVE_INFINITY) return `≤ ${describeSeconds(bound)}`;
  const last = Math.max(0, ...[...durations.keys()].filter(Number.isFinite));
  return `> ${describeSeconds(last)}`;
}

function describeSeconds(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds} s`;
}
