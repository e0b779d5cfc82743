import { hasFailed, type LoadResult } from "./result.ts";

/** A moment of a load: what it had sent and left out until then. */
export type LoadMark = {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly sent: number;
  readonly skipped: number;
};

/** Exact nearest-rank quantiles, in milliseconds. */
export type Quantiles = { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number };

/** What one revision answered. Times are milliseconds since the epoch. */
export type RevisionSummary = {
  readonly version: string | null;
  readonly requests: number;
  readonly failed: number;
  /** When its first and its last answer came in. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** When the last of the requests that it answered was sent: a slow revision is seen long after traffic has left it. */
  readonly lastSentAt: number;
};

/** The requests sent between two marks. */
export type LoadSummary = {
  readonly from: number;
  readonly to: number;
  readonly sent: number;
  readonly finished: number;
  /** Sent and not finished yet; 0 once a load has stopped. */
  readonly inFlight: number;
  /** Finished with a status other than 2xx, without a complete answer, or without success where that is expected. */
  readonly failed: number;
  /** Finished requests by status ("200") or by the connection's error code ("ECONNREFUSED"). */
  readonly byStatus: Readonly<Record<string, number>>;
  /** By `X-Service-Revision`; answers without it are under `unidentified`. Requests without an answer are in none. */
  readonly byRevision: Readonly<Record<string, RevisionSummary>>;
  /** Of every finished request: one that got no answer counts with the time until it was given up. Null if there is none. */
  readonly latencyMs: Quantiles | null;
  readonly latenessMs: Quantiles | null;
  /** Requests that were due and not sent, because too many were in flight or their time was long past. */
  readonly skipped: number;
  /** Nothing skipped, and 99 % sent within `tolerableLatenessMs` of their time. */
  readonly keptRate: boolean;
};

/** The key of answers that carry no `X-Service-Revision`. */
export const unidentified = "unidentified";

/** Far above a timer's jitter, and below what a latency limit of 1 s would notice. */
export const tolerableLatenessMs = 100;

/** Sums up the results of requests that were sent in [from, to). */
export function summarize(results: readonly LoadResult[], from: LoadMark, to: LoadMark): LoadSummary {
  const finished = results.filter(({ sequence }) => sequence >= from.sent && sequence < to.sent);
  const sent = to.sent - from.sent;
  const skipped = to.skipped - from.skipped;
  const latenessMs = quantilesOf(finished.map((result) => result.latenessMs));
  return {
    from: from.at,
    to: to.at,
    sent,
    finished: finished.length,
    inFlight: sent - finished.length,
    failed: finished.filter(hasFailed).length,
    byStatus: countByStatus(finished),
    byRevision: summarizeByRevision(finished),
    latencyMs: quantilesOf(finished.map((result) => result.latencyMs)),
    latenessMs,
    skipped,
    keptRate: skipped === 0 && (latenessMs === null || latenessMs.p99 <= tolerableLatenessMs),
  };
}

function countByStatus(results: readonly LoadResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of results) {
    const key = outcome.kind === "response" ? String(outcome.status) : outcome.code;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function summarizeByRevision(results: readonly LoadResult[]): Record<string, RevisionSummary> {
  const summaries: Record<string, RevisionSummary> = {};
  for (const result of results) {
    if (result.outcome.kind === "no-response") continue;
    const key = result.outcome.revision ?? unidentified;
    const before = summaries[key];
    summaries[key] = {
      version: result.outcome.version,
      requests: (before?.requests ?? 0) + 1,
      failed: (before?.failed ?? 0) + (hasFailed(result) ? 1 : 0),
      firstSeenAt: Math.min(before?.firstSeenAt ?? Number.POSITIVE_INFINITY, result.finishedAt),
      lastSeenAt: Math.max(before?.lastSeenAt ?? 0, result.finishedAt),
      lastSentAt: Math.max(before?.lastSentAt ?? 0, result.sentAt),
    };
  }
  return summaries;
}

/** Nearest rank: the smallest value that at least the share q of all values does not exceed. */
export function quantilesOf(values: readonly number[]): Quantiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
