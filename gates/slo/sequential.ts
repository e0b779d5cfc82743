import { confidenceInterval } from "../analysis/confidence.ts";
import type { Counts } from "../analysis/dispersion.ts";
import { addEvents, type Evidence, logAbsolute, logRelative, NO_EVIDENCE } from "../analysis/objective-test.ts";
import { type Bars, barsFor, type Decision, decide, type Finding, type Split } from "../analysis/sequential.ts";
import type { Check } from "../verdict.ts";
import type { SloLimits } from "./limits.ts";
import { NO_COUNTS, type Objective, objectivesOf, sumCounts } from "./objectives.ts";
import { percent } from "./percent.ts";
import type { Judgement, Stage, Subject, Window } from "./window.ts";

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
  /** Of users' requests. */
  readonly evidence: Evidence;
  /** Of users' and synthetic requests, once these count. */
  readonly probed: Evidence | undefined;
  readonly judged: Counts;
  readonly stable: Counts;
  readonly probes: Counts;
}

const NOTHING: Series = {
  evidence: NO_EVIDENCE,
  probed: undefined,
  judged: NO_COUNTS,
  stable: NO_COUNTS,
  probes: NO_COUNTS,
};

/** One objective of one judged revision. */
interface Case {
  readonly objective: Objective;
  readonly subject: Subject;
  readonly key: string;
  readonly series: Series;
}

export const NO_SERIES: SequentialTally = { kind: "sequential", polls: 0, series: new Map(), objectives: 0, kept: 0 };

/** Decides by gates/analysis: fails or passes at the first poll that shows it; at the last, what is not shown is inconclusive. */
export function judgeSequentially(
  window: Window,
  limits: SloLimits,
  before: SequentialTally,
  { isProbing, isLast }: Stage,
): Judgement<SequentialTally> {
  const objectives = objectivesOf(limits);
  const cases = window.judged.flatMap((subject) =>
    objectives.map((objective): Case => gather(subject, objective, window, before, isProbing)),
  );
  const polls = before.polls + 1;
  const split = splitOf(window);
  const bars = barsFor(limits, cases.length, split !== undefined);
  const judged = cases.map(({ objective: { limit }, series: { evidence, probed } }) => ({
    limit,
    evidence,
    ...(probed ? { probed } : {}),
  }));
  const decision = decide({ judged, ...(split ? { split } : {}), polls, isLast, isOver: isProbing || isLast }, bars);
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
    lacksTraffic:
      !decision.splitDiffers &&
      decision.findings.every(({ conclusion }) => conclusion === "kept" || conclusion === "undecided"),
    explain: () => explain(cases, decision, split, bars, limits, window.query),
  };
}

function gather(
  subject: Subject,
  objective: Objective,
  { baseline }: Window,
  before: SequentialTally,
  isProbing: boolean,
): Case {
  const key = JSON.stringify([subject.revision, objective.name]);
  const known = before.series.get(key) ?? NOTHING;
  const judged = objective.count(subject.observation);
  const probes = objective.countProbes(subject.observation);
  const stable = sumCounts(baseline.map(({ observation }) => objective.count(observation)));
  const [newJudged, newStable] = [less(judged, known.judged), less(stable, known.stable)];
  const evidence = addEvents(known.evidence, newJudged, newStable);
  // What testers sent before is nobody's evidence: their requests are of any kind.
  const probed = isProbing
    ? addEvents(known.probed ?? known.evidence, sumCounts([newJudged, less(probes, known.probes)]), newStable)
    : undefined;
  return { objective, subject, key, series: { evidence, probed, judged, stable, probes } };
}

/** Sides can be compared where one revision is judged and its share of the requests is known. */
function splitOf({ judged: [subject, ...others], baseline, share }: Window): Split | undefined {
  if (share === undefined || subject === undefined || others.length > 0 || baseline.length === 0) return undefined;
  return {
    share,
    canary: subject.observation.counts.requests,
    stable: baseline.reduce((total, { observation }) => total + observation.counts.requests, 0),
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
  { objective: { name, limit }, subject, series }: Case,
  { conclusion }: Finding,
  bars: Bars,
  { beta }: SloLimits,
  query: string,
): Check {
  const evidence = series.probed ?? series.evidence;
  const { bad, of } = evidence.canary;
  return {
    name: `${name} of ${subject.revision}`,
    outcome: conclusion === "breaks objective" ? "fail" : conclusion === "kept" ? "pass" : "inconclusive",
    value: of === 0 ? "no requests" : percent(bad / of),
    limit: `< ${percent(limit)}`,
    samples: of,
    ...(series.probed ? { probes: of - series.evidence.canary.of } : {}),
    stableSamples: series.stable.of,
    eValue: eValueOf(logAbsolute(evidence, limit)),
    eValueLimit: Math.exp(bars.fail),
    ...(of === 0 ? {} : { ratio: { value: bad / of, limit }, interval: confidenceInterval(evidence, beta) }),
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

/** What came since. A series that appears late (a bucket's) may lower a count that is a difference; that is nothing new. */
function less(now: Counts, before: Counts): Counts {
  return { bad: Math.max(0, now.bad - before.bad), of: Math.max(0, now.of - before.of) };
}
