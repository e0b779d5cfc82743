import { ReleaseError } from "../../errors/release-error.ts";
import type { Prometheus, Sample } from "../prometheus.ts";
import type { RevisionObservation } from "../slo/counters.ts";
import { EVENT, type HistoryScope, historyQuery, metricEvents } from "../slo/query.ts";

/** What one revision did in one piece of time. */
export type Done = Pick<RevisionObservation, "counts" | "custom">;

/** What revisions did in one piece of time, by revision. */
export type Interval = ReadonlyMap<string, Done>;

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
  scope: HistoryScope,
  seconds: number,
  count: number,
): Promise<History> {
  const length = Math.max(1, Math.ceil(seconds / count));
  const intervals: Interval[] = [];
  // One at a time: a gate is no reason to ask a server for everything at once.
  for (let left = count - 1; left >= 0; left -= 1) {
    const samples = await queryCounts(prometheus, historyQuery(scope, length, left * length));
    intervals.push(new Map(scope.revisions.map((revision) => [revision, doneBy(revision, samples, scope)])));
  }
  return { intervals, query: historyQuery(scope, Math.max(1, Math.ceil(seconds)), 0) };
}

/**
 * Counts over a time, from one query. One sample that was no number in all that time makes the rest of it none.
 *
 * @throws PRM001 also for what is no count
 */
export async function queryCounts(prometheus: Prometheus, query: string): Promise<readonly Sample[]> {
  const samples = await prometheus.query(query);
  const wrong = samples.find(({ value }) => !Number.isFinite(value) || value < 0);
  if (wrong === undefined) return samples;
  throw new ReleaseError(
    "PRM001",
    `${wrong.labels[EVENT]} of ${wrong.labels.revision} is ${wrong.value} in Prometheus' history, which is no count: a counter was none for a while; query: ${query}`,
  );
}

/** What an answer says of one event of one revision; 0 where it says nothing. */
export function countOf(samples: readonly Sample[], revision: string, event: string): number {
  return samples.find(({ labels }) => labels.revision === revision && labels[EVENT] === event)?.value ?? 0;
}

function doneBy(revision: string, samples: readonly Sample[], { metrics }: HistoryScope): Done {
  const of = (event: string) => countOf(samples, revision, event);
  const measured = of("measured");
  return {
    counts: {
      requests: Math.max(0, of("asked") - of("invalid")),
      errors: of("failed"),
      measured,
      slowerThan1s: Math.max(0, measured - of("within1s")),
      slowerThan2s: Math.max(0, measured - of("within2s")),
    },
    custom: new Map(
      metrics.map(({ name }) => {
        const { bad, total } = metricEvents(name);
        return [name, { bad: of(bad), of: of(total) }];
      }),
    ),
  };
}
