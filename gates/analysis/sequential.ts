import {
  type Evidence,
  LEAST_BAD_INTERVALS,
  logAbsolute,
  logPassing,
  logRelative,
  stableBreaks,
} from "./objective-test.ts";
import { logSampleRatioEvidence } from "./sample-ratio.ts";

/** What the whole gate may get wrong. */
export interface ErrorRates {
  /** The chance that the gate ever fails a canary that is no worse than stable and keeps its objectives; above 0, below 1. */
  readonly alpha: number;
  /** The chance that an objective which is broken is taken for kept; above 0, below 1. */
  readonly beta: number;
}

/**
 * What the evidence says of one objective. Every number is ln of an e-value: exact where it reaches its bar, else at most
 * what it could be. `relative` is absent where there is nothing to compare with.
 */
export interface Finding {
  readonly relative: number | undefined;
  readonly absolute: number;
  readonly passing: number;
  readonly conclusion: Conclusion;
}

/**
 * `shared`: broken, but the stable side breaks it as well, and nothing shows that the canary is worse. `undecided`: neither
 * broken nor shown to be kept.
 */
export type Conclusion = "worse than stable" | "breaks objective" | "shared" | "kept" | "undecided";

/** One objective of one revision: the share of bad events must stay below `limit`, which is above 0 and below 1. */
export interface Judged {
  readonly limit: number;
  /** What users met, canary beside stable. */
  readonly evidence: Evidence;
  /** The same with synthetic requests to the canary; they say nothing about how it does beside stable. Absent: none were sent. */
  readonly probed?: Evidence;
}

/** How the requests of both sides were to be split, and how they were. */
export interface Split {
  /** The canary's share of them, above 0 and below 1. */
  readonly share: number;
  readonly canary: number;
  readonly stable: number;
}

/** What is known at a poll. */
export interface State {
  readonly judged: readonly Judged[];
  /** Absent where there is no stable side to compare with. */
  readonly split?: Split;
  /** Polls so far, with this one. */
  readonly polls: number;
  /** The time for which the gate was to watch has passed: it passes as soon as it can. Absent: as `isLast`. */
  readonly isOver?: boolean;
  /** The gate ends with this poll. */
  readonly isLast: boolean;
}

export interface Decision {
  readonly outcome: "fail" | "pass" | "inconclusive" | "watch";
  /** One for each objective, in their order. */
  readonly findings: readonly Finding[];
  /** Requests were split otherwise than was set, so that the sides cannot be compared: no pass. */
  readonly splitDiffers: boolean;
}

/** ln of the e-values at which a test decides. */
export interface Bars {
  readonly fail: number;
  readonly pass: number;
}

/** Intervals with events before a gate passes ahead of its end: what comes seldom must have had the time to come. */
const LEAST_INTERVALS_TO_PASS_EARLY = 20;
/** ln of an e-value of 10: evidence that the canary is worse that keeps a gate from passing ahead of its end. */
const SUSPICION = Math.log(10);
/** Relative deviation of the canary's share that may be how requests happen to be told apart. */
const SHARE_TOLERANCE = 0.1;
/** ln of the e-value at which the split counts as another than was set: a chance of 1 in 1000. */
const SPLIT_BAR = Math.log(1000);

/**
 * The tests share α evenly (Bonferroni): each fails at an e-value of tests/α, so that all of them together, at all looks,
 * fail a fit canary with probability at most α. An objective is two tests where there is a stable side, else one.
 */
export function barsFor({ alpha, beta }: ErrorRates, objectives: number, compared: boolean): Bars {
  return { fail: Math.log((objectives * (compared ? 2 : 1)) / alpha), pass: -Math.log(beta) };
}

/** Judges a poll; valid at every one, so the first that decides may end the gate. */
export function decide({ judged, split, polls, isLast, isOver = isLast }: State, bars: Bars): Decision {
  const differs = split !== undefined && splitDiffers(split, polls);
  // Where requests were split otherwise than was set, the sides tell nothing about each other.
  const share = differs ? undefined : split?.share;
  const findings = judged.map((each) => examine(each, share, bars));
  const outcome = outcomeOf(judged, findings, differs, { isOver, isLast });
  return { outcome, findings, splitDiffers: differs };
}

function outcomeOf(
  judged: readonly Judged[],
  findings: readonly Finding[],
  differs: boolean,
  { isOver, isLast }: { readonly isOver: boolean; readonly isLast: boolean },
): Decision["outcome"] {
  if (findings.some(({ conclusion }) => conclusion === "worse than stable" || conclusion === "breaks objective")) {
    return "fail";
  }
  const passes = !differs && findings.length > 0 && findings.every(({ conclusion }) => conclusion === "kept");
  if (passes && (isOver || mayPassEarly(judged, findings))) return "pass";
  return isLast ? "inconclusive" : "watch";
}

function examine({ limit, evidence, probed = evidence }: Judged, share: number | undefined, bars: Bars): Finding {
  const relative = share === undefined ? undefined : logRelative(evidence, share, SUSPICION);
  const absolute = logAbsolute(probed, limit, bars.fail);
  const passing = logPassing(probed, limit, bars.pass);
  const conclude = (): Conclusion => {
    if (persists(evidence) && relative !== undefined && relative >= bars.fail) return "worse than stable";
    if (persists(probed) && absolute >= bars.fail) return stableBreaks(evidence, limit) ? "shared" : "breaks objective";
    return passing >= bars.pass ? "kept" : "undecided";
  };
  return { relative, absolute, passing, conclusion: conclude() };
}

function persists({ badIntervals }: Evidence): boolean {
  return badIntervals >= LEAST_BAD_INTERVALS;
}

/** Each side's counters may be one scrape old, so the shares of few polls say little. */
function splitDiffers({ canary, stable, share }: Split, polls: number): boolean {
  return logSampleRatioEvidence(canary, stable, share, SHARE_TOLERANCE + 1 / polls) >= SPLIT_BAR;
}

/** A gate whose objectives are all kept may pass before its end once it has seen enough intervals and nothing suspicious. */
function mayPassEarly(judged: readonly Judged[], findings: readonly Finding[]): boolean {
  return (
    judged.every(({ evidence }) => evidence.intervals >= LEAST_INTERVALS_TO_PASS_EARLY) &&
    findings.every(({ relative = 0 }) => relative < SUSPICION)
  );
}
