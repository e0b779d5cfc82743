import { addInterval, type Counts, dispersion, NO_SPREAD, type Spread } from "./dispersion.ts";
import { logEvidenceAbove, logEvidenceBelow, logLikelihoodRatio, type Prior, type Trials } from "./e-value.ts";

/** What is known of one objective, canary beside stable, since the gate's start. */
export interface Evidence {
  readonly canary: Counts;
  readonly stable: Counts;
  /** Intervals in which the canary had events, and in which it had bad ones. */
  readonly intervals: number;
  readonly badIntervals: number;
  /** How evenly the canary's and the stable side's bad events have come. */
  readonly spread: Spread;
  readonly stableSpread: Spread;
}

export const NO_EVIDENCE: Evidence = {
  canary: { bad: 0, of: 0 },
  stable: { bad: 0, of: 0 },
  intervals: 0,
  badIntervals: 0,
  spread: NO_SPREAD,
  stableSpread: NO_SPREAD,
};

/** Bad events of at least so many intervals make a failure: fewer may be one burst, which nothing tells from a fault. */
export const LEAST_BAD_INTERVALS = 4;
/** Against an objective: a bad canary may be twice as bad as allowed or far worse; the first is the harder to see. */
const ABSOLUTE_PRIOR: Prior = { a: 0.5, b: 5 };
/** For a rate below the objective: Jeffreys' prior. */
const PASSING_PRIOR: Prior = { a: 0.5, b: 1 };
/** For the canary's part of all bad events: leaning towards all of them. */
const RELATIVE_PRIOR: Prior = { a: 1.5, b: 1 };
/** ln of the e-value from which the stable side counts as breaking the objective too: a chance of 1 in 10. */
const STABLE_BREAKS = Math.log(10);

/** What was counted in one more interval. */
export function addEvents(evidence: Evidence, canary: Counts, stable: Counts): Evidence {
  return {
    canary: add(evidence.canary, canary),
    stable: add(evidence.stable, stable),
    intervals: evidence.intervals + (canary.of > 0 ? 1 : 0),
    badIntervals: evidence.badIntervals + (canary.bad > 0 ? 1 : 0),
    spread: addInterval(evidence.spread, canary),
    stableSpread: addInterval(evidence.stableSpread, stable),
  };
}

/** ln of the e-value that the canary's rate is above the objective; the lower of events as they are and weighed down. */
export function logAbsolute(evidence: Evidence, objective: number, needed = 0): number {
  return cautious(trialsOf(evidence.canary), objective, ABSOLUTE_PRIOR, () => burstSizes(evidence).canary, needed);
}

/**
 * ln of the e-value that a bad event falls on the canary more often than its share of the requests says. The share is the
 * larger of what is set and what was seen, so that neither a scrape that is older on one side nor testers who ask for the
 * canary make it look worse than it is.
 *
 * @param share above 0 and below 1
 */
export function logRelative(evidence: Evidence, share: number, needed = 0): number {
  const { canary, stable } = evidence;
  const seen = canary.of / Math.max(1, canary.of + stable.of);
  const nullShare = Math.min(1 - 1e-9, Math.max(share, seen));
  const trials = { bad: canary.bad, good: stable.bad };
  const plain = logAbove(trials, nullShare, RELATIVE_PRIOR, needed);
  if (plain < needed) return plain;
  const bursts = burstSizes(evidence);
  if (bursts.canary === 1 && bursts.stable === 1) return plain;
  const ofBursts = nullShare / bursts.canary / (nullShare / bursts.canary + (1 - nullShare) / bursts.stable);
  const weighed = { bad: canary.bad / bursts.canary, good: stable.bad / bursts.stable };
  return Math.min(plain, logAbove(weighed, ofBursts, RELATIVE_PRIOR, needed));
}

/** ln of the e-value that the canary's rate is below the objective. */
export function logPassing(evidence: Evidence, objective: number, needed = 0): number {
  const trials = trialsOf(evidence.canary);
  if (trials.bad > objective * (trials.bad + trials.good)) return 0;
  const most = logLikelihoodRatio(trials, objective);
  if (most < needed) return most;
  return logEvidenceBelow(scale(trials, 1 / burstSizes(evidence).canary), objective, PASSING_PRIOR);
}

/** Whether the stable side seems to break the objective as well: then its breach is not the canary's doing. */
export function stableBreaks({ stable, stableSpread }: Evidence, objective: number): boolean {
  const burst = () => dispersion(stableSpread);
  const evidence = cautious(trialsOf(stable), objective, ABSOLUTE_PRIOR, burst, STABLE_BREAKS);
  return evidence >= STABLE_BREAKS;
}

/**
 * How many bad events come together on each side: what it shows itself, or what the other side's bursts would be with this
 * side's requests. A burst holds as many more events as there are requests, so that part of the factor goes with them.
 */
export function burstSizes({ canary, stable, spread, stableSpread }: Evidence): {
  readonly canary: number;
  readonly stable: number;
} {
  const own = { canary: dispersion(spread), stable: dispersion(stableSpread) };
  if (stable.of === 0 || canary.of === 0) return own;
  return {
    canary: Math.max(own.canary, 1 + ((own.stable - 1) * canary.of) / stable.of),
    stable: Math.max(own.stable, 1 + ((own.canary - 1) * stable.of) / canary.of),
  };
}

/** The lower of what events say as they are and what they say as bursts. */
function cautious(trials: Trials, rate: number, prior: Prior, burstSize: () => number, needed: number): number {
  const plain = logAbove(trials, rate, prior, needed);
  if (plain < needed) return plain;
  return Math.min(plain, logAbove(scale(trials, 1 / burstSize()), rate, prior, needed));
}

/** @param needed below it nobody asks how much it is: what the evidence could be at most is told instead */
function logAbove(trials: Trials, rate: number, prior: Prior, needed: number): number {
  const of = trials.bad + trials.good;
  if (of === 0 || trials.bad <= rate * of) return 0;
  const most = logLikelihoodRatio(trials, rate);
  return most < needed ? most : logEvidenceAbove(trials, rate, prior);
}

function trialsOf({ bad, of }: Counts): Trials {
  return { bad, good: of - bad };
}

function scale({ bad, good }: Trials, by: number): Trials {
  return { bad: bad * by, good: good * by };
}

function add(a: Counts, b: Counts): Counts {
  return { bad: a.bad + b.bad, of: a.of + b.of };
}
