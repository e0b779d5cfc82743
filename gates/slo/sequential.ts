import { confidenceInterval } from "../analysis/confidence.ts";
import type { Counts } from "../analysis/dispersion.ts";
import { addEvents, type Evidence, logAbsolute, logRelative, NO_EVIDENCE } from "../analysis/objective-test.ts";
import { type Bars, barsFor, type Decision, decide, type Finding, type Split } from "../analysis/sequential.ts";
import type { Check } from "../verdict.ts";
import type { EventCounts } from "./counters.ts";
import type { Judgement, SloLimits, Subject, Window } from "./decide.ts";
import { OBJECTIVES, type Objective } from "./objectives.ts";
import { percent } from "./percent.ts";

/** The evidence so far, by revision and objective, with the counts of the poll before: evidence is gathered by poll. */
export interface SequentialTally {
  readonly kind: "sequential";
  readonly polls: number;
  readonly series: ReadonlyMap<string, Series>;
  /** Objectives, of all judged revisions, and how many of them are shown to be kept. */
  readonly objectives: number;
  readonly kept: number;
}

interface Series {
  readonly evidence: Evidence;
  readonly judged: Counts;
  readonly stable: Counts;
}

/** One objective of one judged revision. */
interface Case {
  readonly objective: Objective;
  readonly subject: Subject;
  readonly key: string;
  readonly limit: number;
  readonly series: Series;
}

export const NO_SERIES: SequentialTally = { kind: "sequential", polls: 0, series: new Map(), objectives: 0, kept: 0 };

const NO_COUNTS: Counts = { bad: 0, of: 0 };

/** Decides by gates/analysis: fails or passes at the first poll that shows it; at the last, what is not shown is inconclusive. */
export function judgeSequentially(
  window: Window,
  limits: SloLimits,
  before: SequentialTally,
  isLast: boolean,
): Judgement<SequentialTally> {
  const cases = window.judged.flatMap((subject) =>
    OBJECTIVES.map((objective): Case => gather(subject, objective, window, limits, before)),
  );
  const polls = before.polls + 1;
  const split = splitOf(window);
  const bars = barsFor(limits, cases.length, split !== undefined);
  const judged = cases.map(({ limit, series }) => ({ limit, evidence: series.evidence }));
  const decision = decide({ judged, ...(split ? { split } : {}), polls, isLast }, bars);
  const tally: SequentialTally = {
    kind: "sequential",
    polls,
    series: new Map(cases.map(({ key, series }) => [key, series])),
    objectives: cases.length,
    kept: decision.findings.filter(({ conclusion }) => conclusion === "kept").length,
  };
  return {
    tally,
    isDecided: decision.outcome !== "watch",
    explain: () => explain(cases, decision, split, bars, limits, window.query),
  };
}

function gather(
  subject: Subject,
  objective: Objective,
  { baseline }: Window,
  limits: SloLimits,
  before: SequentialTally,
): Case {
  const key = JSON.stringify([subject.revision, objective.name]);
  const known = before.series.get(key) ?? { evidence: NO_EVIDENCE, judged: NO_COUNTS, stable: NO_COUNTS };
  const judged = objective.count(subject.observation.counts);
  const stable = sum(baseline.map(({ observation }) => objective.count(observation.counts)));
  const evidence = addEvents(known.evidence, less(judged, known.judged), less(stable, known.stable));
  return { objective, subject, key, limit: limits[objective.limit], series: { evidence, judged, stable } };
}

/** Sides can be compared where one revision is judged and its share of the requests is known. */
function splitOf({ judged: [subject, ...others], baseline, share }: Window): Split | undefined {
  if (share === undefined || subject === undefined || others.length > 0 || baseline.length === 0) return undefined;
  const requests = (counts: EventCounts) => counts.requests;
  return {
    share,
    canary: requests(subject.observation.counts),
    stable: baseline.reduce((total, { observation }) => total + requests(observation.counts), 0),
  };
}

function explain(
  cases: readonly Case[],
  decision: Decision,
  split: Split | undefined,
  bars: Bars,
  limits: SloLimits,
  query: string,
): Check[] {
  const checks = cases.flatMap((each, index) => {
    const finding = decision.findings[index];
    if (finding === undefined) return [];
    const comparison = split && !decision.splitDiffers ? [checkRelative(each, finding, split, bars, query)] : [];
    return [checkAbsolute(each, finding, bars, limits, query), ...comparison];
  });
  return split ? [checkSplit(split, decision.splitDiffers, query), ...checks] : checks;
}

function checkSplit({ share, canary, stable }: Split, differs: boolean, query: string): Check {
  return {
    name: "split of requests",
    outcome: differs ? "inconclusive" : "pass",
    value: canary + stable === 0 ? "no requests" : percent(canary / (canary + stable)),
    limit: `about ${percent(share)}`,
    samples: canary,
    stableSamples: stable,
    query,
    ...(differs ? { note: "requests were split otherwise than was set, so canary and stable cannot be compared" } : {}),
  };
}

function checkAbsolute(
  { objective, subject, limit, series }: Case,
  { conclusion }: Finding,
  bars: Bars,
  { beta }: SloLimits,
  query: string,
): Check {
  const { bad, of } = series.judged;
  return {
    name: `${objective.name} of ${subject.revision}`,
    outcome: conclusion === "breaks objective" ? "fail" : conclusion === "kept" ? "pass" : "inconclusive",
    value: of === 0 ? "no requests" : percent(bad / of),
    limit: `< ${percent(limit)}`,
    samples: of,
    stableSamples: series.stable.of,
    eValue: eValueOf(logAbsolute(series.evidence, limit)),
    eValueLimit: Math.exp(bars.fail),
    ...(of === 0 ? {} : { interval: confidenceInterval(series.evidence, beta) }),
    query,
    ...noteOf(conclusion, limit),
  };
}

function noteOf(conclusion: Finding["conclusion"], limit: number): { readonly note?: string } {
  if (conclusion === "shared")
    return { note: "the stable side breaks it as well, so it is not shown to be the canary's doing" };
  if (conclusion !== "undecided") return {};
  return { note: `too little traffic to show that it is below ${percent(limit)}` };
}

function checkRelative(
  { objective, subject, series }: Case,
  { conclusion }: Finding,
  { share }: Split,
  bars: Bars,
  query: string,
): Check {
  const bad = series.judged.bad + series.stable.bad;
  return {
    name: `${objective.name} of ${subject.revision} beside stable`,
    outcome: conclusion === "worse than stable" ? "fail" : "pass",
    value: `${series.judged.bad} of ${bad} bad requests`,
    limit: `its share of ${percent(share)}, as far as chance goes`,
    samples: series.judged.of,
    stableSamples: series.stable.of,
    eValue: eValueOf(logRelative(series.evidence, share)),
    eValueLimit: Math.exp(bars.fail),
    query,
  };
}

/** JSON, in which verdicts are kept, has no infinity. */
function eValueOf(log: number): number {
  return Math.min(Math.exp(log), Number.MAX_VALUE);
}

function sum(all: readonly Counts[]): Counts {
  return all.reduce((total, { bad, of }) => ({ bad: total.bad + bad, of: total.of + of }), NO_COUNTS);
}

/** What came since. A series that appears late (a bucket's) may lower a count that is a difference; that is nothing new. */
function less(now: Counts, before: Counts): Counts {
  return { bad: Math.max(0, now.bad - before.bad), of: Math.max(0, now.of - before.of) };
}
