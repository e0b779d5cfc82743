import { rootMessage } from "../../errors/release-error.ts";
import type { Prometheus } from "../prometheus.ts";
import { book, type Ledger, observe } from "./counters.ts";
import { type Decision, decidePoll, decideUnmeasured, type SloLimits, type Subject, type Tally } from "./decide.ts";
import { counterQuery } from "./query.ts";

/** Whom an SLO watch looks at, by revision, and what it holds them to. */
export interface Watched {
  readonly judged: readonly string[];
  /** Shown beside the judged ones. */
  readonly baseline: readonly string[];
  readonly limits: SloLimits;
}

/** What a watch has seen so far. */
export interface WatchProgress {
  readonly ledger: Ledger;
  readonly tally: Tally;
}

export interface Poll {
  /** As it was before where this poll could not be measured. */
  readonly ledger: Ledger;
  readonly decision: Decision;
}

/**
 * One poll of a watch: measures, books and decides. Never throws for what Prometheus does or says: that it could not be
 * measured is a decision of its own.
 *
 * @param elapsedSeconds since the counters were opened.
 * @param isLast the window has passed.
 */
export async function pollOnce(
  { judged, baseline, limits }: Watched,
  { ledger, tally }: WatchProgress,
  prometheus: Prometheus,
  elapsedSeconds: number,
  isLast: boolean,
): Promise<Poll> {
  const query = counterQuery([...judged, ...baseline]);
  try {
    const booked = book(ledger, await prometheus.query(query));
    const seen = (revisions: readonly string[]): Subject[] =>
      revisions.map((revision) => ({ revision, observation: observe(booked, revision) }));
    const window = { judged: seen(judged), baseline: seen(baseline), elapsedSeconds, query };
    return { ledger: booked, decision: decidePoll(window, limits, tally, isLast) };
  } catch (error) {
    return { ledger, decision: decideUnmeasured(rootMessage(error), query, limits, tally, isLast) };
  }
}
