import { type EventCounts, NO_EVENTS } from "../slo/counters.ts";
import type { SloLimits } from "../slo/limits.ts";
import { NO_COUNTS, objectivesOf, sumCounts } from "../slo/objectives.ts";
import { checkRate } from "../slo/rate-check.ts";
import { judgeSequentially, NO_SERIES } from "../slo/sequential.ts";
import { LAST, type Subject, WATCHING } from "../slo/window.ts";
import type { Check } from "../verdict.ts";
import type { Done, History } from "./measure.ts";

/** Whose history is judged, and the stable revisions beside them, which tell whether a breach is the canary's doing. */
export interface Baked {
  readonly judged: readonly string[];
  readonly baseline: readonly string[];
}

/** Whether the SLO was kept. */
export interface Kept {
  readonly checks: readonly Check[];
  /** Nothing speaks against the revisions; there were too few requests to show that the SLO was kept. */
  readonly lacksTraffic: boolean;
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
export function decideKept(baked: Baked, history: History, limits: SloLimits): Kept {
  switch (limits.strategy) {
    case "sequential":
      return keptByEvidence(baked, history, limits);
    case "thresholds":
      return { checks: keptByRates(baked, history, limits), lacksTraffic: false };
  }
}

function keptByEvidence({ judged, baseline }: Baked, { intervals, query }: History, limits: SloLimits): Kept {
  const totals = new Map<string, Done>();
  let tally = NO_SERIES;
  for (const [index, interval] of intervals.entries()) {
    for (const [revision, done] of interval) totals.set(revision, sum(totals.get(revision) ?? NOTHING, done));
    const seen = (revisions: readonly string[]): Subject[] =>
      revisions.map((revision) => ({ revision, observation: observed(totals.get(revision) ?? NOTHING) }));
    // What is shown to be kept early need not be kept in the end: only a failure, or the end, decides.
    const isLast = index === intervals.length - 1;
    const window = { judged: seen(judged), baseline: seen(baseline), elapsedSeconds: 0, query };
    const judgement = judgeSequentially(window, limits, tally, isLast ? LAST : WATCHING);
    tally = judgement.tally;
    if (!judgement.isDecided) continue;
    const checks = judgement.explain();
    if (!isLast && !checks.some(({ outcome }) => outcome === "fail")) continue;
    return {
      checks: checks.map((check) => ({ ...check, name: overTheBake(check.name) })),
      lacksTraffic: judgement.lacksTraffic && checks.some(({ outcome }) => outcome === "inconclusive"),
    };
  }
  return { checks: [], lacksTraffic: false };
}

function keptByRates({ judged }: Baked, { intervals, query }: History, limits: SloLimits): Check[] {
  return judged.flatMap((revision) => {
    const done = intervals.map((interval) => interval.get(revision) ?? NOTHING).reduce(sum, NOTHING);
    return objectivesOf(limits).map(({ name, limit, count }) =>
      checkRate(overTheBake(`${name} of ${revision}`), count(done), limit, query),
    );
  });
}

function overTheBake(name: string): string {
  return `${name} over the bake`;
}

const NOTHING: Done = { counts: NO_EVENTS, custom: new Map() };

/** Increases are extrapolated; events are whole. */
function observed({ counts, custom }: Done): Subject["observation"] {
  return {
    counts: eachCount((key) => Math.round(counts[key])),
    probes: NO_EVENTS,
    custom: new Map([...custom].map(([name, { bad, of }]) => [name, { bad: Math.round(bad), of: Math.round(of) }])),
    durations: new Map(),
    up: 1,
    instances: 1,
  };
}

function sum(a: Done, b: Done): Done {
  const names = new Set([...a.custom.keys(), ...b.custom.keys()]);
  const both = (name: string) => sumCounts([a.custom.get(name) ?? NO_COUNTS, b.custom.get(name) ?? NO_COUNTS]);
  return {
    counts: eachCount((key) => a.counts[key] + b.counts[key]),
    custom: new Map([...names].map((name) => [name, both(name)])),
  };
}

function eachCount(of: (key: keyof EventCounts) => number): EventCounts {
  const [requests, errors, measured] = [of("requests"), of("errors"), of("measured")];
  return { requests, errors, measured, slowerThan1s: of("slowerThan1s"), slowerThan2s: of("slowerThan2s") };
}
