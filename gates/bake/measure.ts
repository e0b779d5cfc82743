import type { Prometheus, Sample } from "../prometheus.ts";
import type { EventCounts } from "../slo/counters.ts";
import { historyQuery } from "../slo/query.ts";

/** What revisions did in one piece of time, by revision. */
export type Interval = ReadonlyMap<string, EventCounts>;

/** What revisions did, from Prometheus' history. */
export interface History {
  /** One after the other, the oldest first. */
  readonly intervals: readonly Interval[];
  /** The query for the whole of the time. */
  readonly query: string;
}

/**
 * What the revisions did over the last `seconds`, in so many intervals. Throws PRM001.
 *
 * @param seconds above 0
 * @param count 1 or more
 */
export async function measureHistory(
  prometheus: Prometheus,
  revisions: readonly string[],
  seconds: number,
  count: number,
): Promise<History> {
  const length = Math.max(1, Math.ceil(seconds / count));
  const intervals: Interval[] = [];
  // One at a time: a gate is no reason to ask a server for everything at once.
  for (let left = count - 1; left >= 0; left -= 1) {
    const samples = await prometheus.query(historyQuery(revisions, length, left * length));
    intervals.push(new Map(revisions.map((revision) => [revision, countsOf(samples, revision)])));
  }
  return { intervals, query: historyQuery(revisions, Math.max(1, Math.ceil(seconds)), 0) };
}

function countsOf(samples: readonly Sample[], revision: string): EventCounts {
  const of = (event: string) =>
    samples.find(({ labels }) => labels.revision === revision && labels.event === event)?.value ?? 0;
  const measured = of("measured");
  return {
    requests: Math.max(0, of("asked") - of("invalid")),
    errors: of("failed"),
    measured,
    slowerThan1s: Math.max(0, measured - of("within1s")),
    slowerThan2s: Math.max(0, measured - of("within2s")),
  };
}
