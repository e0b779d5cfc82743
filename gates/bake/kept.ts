import { type EventCounts, NO_EVENTS } from "../slo/counters.ts";
import type { SloLimits, Subject } from "../slo/decide.ts";
import { percent } from "../slo/percent.ts";
import { judgeSequentially, NO_SERIES } from "../slo/sequential.ts";
import type { Check } from "../verdict.ts";
import type { History, Interval } from "./measure.ts";

/** Whose history is judged, and the stable revisions beside them, which tell whether a breach is the canary's doing. */
export interface Baked {
  readonly judged: readonly string[];
  readonly baseline: readonly string[];
}

/** Intervals of a bake that `sequential` looks at: enough to tell a burst from a fault. */
const INTERVALS = 24;
/** An interval is this many polls of the watch at least, so that it holds some scrapes. */
const LEAST_POLLS = 4;

/** In how many intervals a bake is measured. Pure. @param seconds the length of the bake, above 0 */
export function intervalsOf(seconds: number, { strategy }: SloLimits, pollSeconds: number): number {
  if (strategy === "thresholds") return 1;
  return Math.max(1, Math.min(INTERVALS, Math.floor(seconds / (LEAST_POLLS * pollSeconds))));
}

/**
 * Whether the SLO was kept over the whole bake, by the strategy of the SLO gate. Pure. No requests in all that time is no
 * pass. Canary and stable are not compared: weights that were lowered for a while would make one look worse than it is.
 */
export function decideKept(baked: Baked, history: History, limits: SloLimits): Check[] {
  switch (limits.strategy) {
    case "sequential":
      return keptByEvidence(baked, history, limits);
    case "thresholds":
      return keptByRates(baked, history, limits);
  }
}

function keptByEvidence({ judged, baseline }: Baked, { intervals, query }: History, limits: SloLimits): Check[] {
  const totals = new Map<string, EventCounts>();
  let tally = NO_SERIES;
  for (const [index, interval] of intervals.entries()) {
    for (const [revision, counts] of interval) totals.set(revision, sum(totals.get(revision) ?? NO_EVENTS, counts));
    const seen = (revisions: readonly string[]): Subject[] =>
      revisions.map((revision) => ({ revision, observation: observed(totals.get(revision) ?? NO_EVENTS) }));
    // What is shown to be kept early need not be kept in the end: only a failure, or the end, decides.
    const isLast = index === intervals.length - 1;
    const window = { judged: seen(judged), baseline: seen(baseline), elapsedSeconds: 0, query };
    const judgement = judgeSequentially(window, limits, tally, isLast);
    tally = judgement.tally;
    if (!judgement.isDecided) continue;
    const checks = judgement.explain();
    if (isLast || checks.some(({ outcome }) => outcome === "fail")) return checks.map(overTheBake);
  }
  return [];
}

/** Increases are extrapolated; events are whole. */
function observed(counts: EventCounts): Subject["observation"] {
  return { counts: eachCount((key) => Math.round(counts[key])), durations: new Map(), up: 1, instances: 1 };
}

function overTheBake(check: Check): Check {
  return { ...check, name: `${check.name} over the bake` };
}

function keptByRates({ judged }: Baked, { intervals, query }: History, limits: SloLimits): Check[] {
  return judged.flatMap((revision) => {
    const counts = intervals.map((interval: Interval) => interval.get(revision) ?? NO_EVENTS).reduce(sum, NO_EVENTS);
    const share = (name: string, bad: number, of: number, max: number): Check => ({
      name: `${name} of ${revision} over the bake`,
      outcome: of === 0 ? "inconclusive" : bad / of < max || bad === 0 ? "pass" : "fail",
      value: of === 0 ? "no requests" : percent(bad / of),
      limit: `< ${percent(max)}`,
      samples: Math.round(of),
      query,
    });
    return [
      share("error rate", counts.errors, counts.requests, limits.maxErrorRate),
      share("share slower than 1 s", counts.slowerThan1s, counts.measured, limits.maxShareSlowerThan1s),
      share("share slower than 2 s", counts.slowerThan2s, counts.measured, limits.maxShareSlowerThan2s),
    ];
  });
}

function sum(a: EventCounts, b: EventCounts): EventCounts {
  return eachCount((key) => a[key] + b[key]);
}

function eachCount(of: (key: keyof EventCounts) => number): EventCounts {
  const [requests, errors, measured] = [of("requests"), of("errors"), of("measured")];
  return { requests, errors, measured, slowerThan1s: of("slowerThan1s"), slowerThan2s: of("slowerThan2s") };
}
