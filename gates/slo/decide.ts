import { type Check, type Verdict, verdictOf } from "../verdict.ts";
import type { EventCounts, RevisionObservation } from "./counters.ts";

/** Limits of the SLO gate, from stack config `gates.slo`. Shares are 0 to 1. */
export interface SloLimits {
  /** Share of executions that may fail; the error rate must stay below it. */
  readonly maxErrorRate: number;
  /** Share that may take longer than 1 s: 0.05 says p95 < 1 s. */
  readonly maxShareSlowerThan1s: number;
  /** Share that may take longer than 2 s: 0.01 says p99 < 2 s. */
  readonly maxShareSlowerThan2s: number;
  /** Requests per second that a judged revision must have had over the window. */
  readonly minRequestsPerSecond: number;
  /** Requests that a judged revision must have had in the window. */
  readonly minRequests: number;
  /** More violating polls than this fail the gate before its window ends. */
  readonly maxViolations: number;
}

export interface Subject {
  readonly revision: string;
  readonly observation: RevisionObservation;
}

/** What the gate knows at a poll. */
export interface Window {
  /** The revisions that are judged. */
  readonly judged: readonly Subject[];
  /** The stable revisions beside them: shown for comparison, not judged by these limits. */
  readonly baseline: readonly Subject[];
  /** Since the move, in seconds. */
  readonly elapsedSeconds: number;
  readonly query: string;
}

/** Polls of this gate so far that violated a limit, and those in a row that could not be measured. */
export interface Tally {
  readonly violations: number;
  readonly unmeasured: number;
}

export const CLEAN_TALLY: Tally = { violations: 0, unmeasured: 0 };

export type Decision =
  | { readonly kind: "watch"; readonly tally: Tally }
  | { readonly kind: "decided"; readonly verdict: Verdict; readonly tally: Tally };

/**
 * Judges a poll that was measured.
 *
 * The counts are cumulative from the gate's start, so a poll violates when the gate would fail if it ended now. More
 * than `maxViolations` violating polls fail at once; otherwise the last poll decides.
 *
 * @param isLast the window has passed.
 */
export function decidePoll(window: Window, limits: SloLimits, before: Tally, isLast: boolean): Decision {
  const checks = window.judged.flatMap((subject) => checkSubject(subject, window, limits, isLast));
  const violated = checks.some((check) => check.outcome === "fail");
  const tally = { violations: before.violations + (violated ? 1 : 0), unmeasured: 0 };
  if (!isLast && tally.violations <= limits.maxViolations) return { kind: "watch", tally };
  return { kind: "decided", verdict: verdictOf([...checks, ...compare(window)]), tally };
}

/** A poll that could not be measured. More than `maxViolations` in a row, or the last one, end the gate: never a pass. */
export function decideUnmeasured(
  reason: string,
  query: string,
  limits: SloLimits,
  before: Tally,
  isLast: boolean,
): Decision {
  const tally = { violations: before.violations, unmeasured: before.unmeasured + 1 };
  if (!isLast && tally.unmeasured <= limits.maxViolations) return { kind: "watch", tally };
  const check: Check = { name: "measurement", outcome: "error", query, note: reason };
  return { kind: "decided", verdict: verdictOf([check]), tally };
}

function checkSubject({ revision, observation }: Subject, window: Window, limits: SloLimits, isLast: boolean): Check[] {
  const { counts, up, instances } = observation;
  const query = window.query;
  const rate = window.elapsedSeconds > 0 ? counts.requests / window.elapsedSeconds : 0;
  const scraped: Check = {
    name: `scrape of ${revision}`,
    outcome: instances > 0 && up === instances ? "pass" : "fail",
    value: `${up} of ${instances} instances up`,
    limit: "all of at least one",
    query,
  };
  const share = (name: string, bad: number, of: number, max: number): Check => ({
    name: `${name} of ${revision}`,
    outcome: of === 0 ? "inconclusive" : bad / of < max || bad === 0 ? "pass" : "fail",
    value: of === 0 ? "no requests" : percent(bad / of),
    limit: `< ${percent(max)}`,
    samples: of,
    query,
  });
  return [
    scraped,
    share("error rate", counts.errors, counts.requests, limits.maxErrorRate),
    share("share slower than 1 s (p95 < 1 s)", counts.slowerThan1s, counts.measured, limits.maxShareSlowerThan1s),
    share("share slower than 2 s (p99 < 2 s)", counts.slowerThan2s, counts.measured, limits.maxShareSlowerThan2s),
    ...(isLast ? [enough(revision, counts, rate, limits, query)] : []),
  ];
}

function enough(revision: string, counts: EventCounts, rate: number, limits: SloLimits, query: string): Check {
  const suffices = counts.requests >= limits.minRequests && rate >= limits.minRequestsPerSecond;
  return {
    name: `request rate of ${revision}`,
    outcome: suffices ? "pass" : "inconclusive",
    value: `${rate.toFixed(2)}/s`,
    limit: `≥ ${limits.minRequestsPerSecond}/s and ≥ ${limits.minRequests} requests`,
    samples: counts.requests,
    query,
    ...(suffices ? {} : { note: "too little traffic to judge" }),
  };
}

/** The stable side's numbers, for whoever reads the verdict; they never make it worse or better. */
function compare({ baseline, query }: Window): Check[] {
  return baseline.map(({ revision, observation: { counts } }) => ({
    name: `stable beside it, error rate of ${revision}`,
    outcome: "pass",
    value: counts.requests === 0 ? "no requests" : percent(counts.errors / counts.requests),
    samples: counts.requests,
    query,
  }));
}

/** One line of what a poll saw of a revision. */
export function describeCounts(counts: EventCounts): string {
  const share = (bad: number, of: number) => (of === 0 ? "–" : percent(bad / of));
  return (
    `${counts.requests} requests, errors ${share(counts.errors, counts.requests)}, ` +
    `> 1 s ${share(counts.slowerThan1s, counts.measured)}, > 2 s ${share(counts.slowerThan2s, counts.measured)}`
  );
}

export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
