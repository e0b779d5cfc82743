import { rootMessage } from "../../errors/release-error.ts";
import type { Prometheus } from "../prometheus.ts";
import { book, type Ledger, observe } from "./counters.ts";
import { type Decision, decidePoll, decideUnmeasured, type Tally } from "./decide.ts";
import type { SloLimits } from "./limits.ts";
import { counterQuery } from "./query.ts";
import { staleness } from "./staleness.ts";
import { stillScraped } from "./still-scraped.ts";
import type { Stage, Subject } from "./window.ts";

/** Whom an SLO watch looks at, by revision, and what it holds them to. */
export interface Watched {
  readonly judged: readonly string[];
  /** Shown beside the judged ones. */
  readonly baseline: readonly string[];
  /** The judged revision's share of the requests of both, above 0 and below 1. Absent: there is nothing to compare. */
  readonly share?: number;
  readonly limits: SloLimits;
  /** Between two scrapes of one instance. */
  readonly scrapeSeconds: number;
  /** When the counters were opened, in milliseconds since 1970. */
  readonly openedAt: number;
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
 */
export async function pollOnce(
  { judged, baseline, share, limits, scrapeSeconds, openedAt }: Watched,
  { ledger, tally }: WatchProgress,
  prometheus: Prometheus,
  elapsedSeconds: number,
  stage: Stage,
): Promise<Poll> {
  const query = counterQuery([...judged, ...baseline], limits.metrics);
  try {
    const booked = book(ledger, stillScraped(await prometheus.query(query), scrapeSeconds));
    const seen = (revisions: readonly string[]): Subject[] =>
      revisions.map((revision) => ({ revision, observation: observe(booked, revision) }));
    const stale = staleness(seen(judged));
    if (stale !== undefined) {
      const decision = decideUnmeasured(stale, query, limits, tally, stage);
      return { ledger: booked, decision: withRange(decision, openedAt, elapsedSeconds) };
    }
    const compared = share === undefined ? {} : { share };
    const window = { judged: seen(judged), baseline: seen(baseline), ...compared, elapsedSeconds, query };
    return { ledger: booked, decision: withRange(decidePoll(window, limits, tally, stage), openedAt, elapsedSeconds) };
  } catch (error) {
    const decision = decideUnmeasured(rootMessage(error), query, limits, tally, stage);
    return { ledger, decision: withRange(decision, openedAt, elapsedSeconds) };
  }
}

/** Every check of a verdict says which time it looked at. */
function withRange(decision: Decision, openedAt: number, elapsedSeconds: number): Decision {
  if (decision.kind === "watch") return decision;
  const range = [openedAt, openedAt + elapsedSeconds * 1000].map((at) => new Date(at).toISOString());
  const [from = "", to = ""] = range;
  const checks = decision.verdict.checks.map((check) => ({ ...check, range: [from, to] as const }));
  return { ...decision, verdict: { ...decision.verdict, checks } };
}
