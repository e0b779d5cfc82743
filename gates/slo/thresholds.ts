import type { Check } from "../verdict.ts";
import type { SloLimits } from "./limits.ts";
import { objectivesOf } from "./objectives.ts";
import { checkRate } from "./rate-check.ts";
import type { Judgement, Subject, Window } from "./window.ts";

/** Polls of this gate so far that violated a limit: in all, and in a row up to the last. */
export interface ThresholdsTally {
  readonly kind: "thresholds";
  readonly violations: number;
  readonly inARow: number;
}

export const NO_VIOLATIONS: ThresholdsTally = { kind: "thresholds", violations: 0, inARow: 0 };

/**
 * Holds the rates since the gate's start to the limits: a poll violates when the gate would fail if it ended now. More than
 * `maxViolations` violating polls, or more than `consecutiveFailureLimit` in a row, fail at once; otherwise the last poll
 * decides.
 *
 * @param isDown an instance cannot be scraped, which violates as well
 */
export function judgeByThresholds(
  window: Window,
  limits: SloLimits,
  before: ThresholdsTally,
  isLast: boolean,
  isDown: boolean,
): Judgement<ThresholdsTally> {
  const checks = window.judged.flatMap((subject) => checkSubject(subject, window, limits, isLast));
  const violated = isDown || checks.some((check) => check.outcome === "fail");
  const tally: ThresholdsTally = {
    kind: "thresholds",
    violations: before.violations + (violated ? 1 : 0),
    inARow: violated ? before.inARow + 1 : 0,
  };
  const isOver = tally.violations > limits.maxViolations || tally.inARow > limits.consecutiveFailureLimit;
  // Whoever wants rates to be compared gets no synthetic requests among them.
  return { tally, isDecided: isLast || isOver, lacksTraffic: false, explain: () => checks };
}

function checkSubject({ revision, observation }: Subject, window: Window, limits: SloLimits, isLast: boolean): Check[] {
  const shares = objectivesOf(limits).map(({ name, limit, count }) =>
    checkRate(`${name} of ${revision}`, count(observation), limit, window.query),
  );
  return isLast ? [...shares, enough(revision, observation.counts.requests, window, limits)] : shares;
}

function enough(revision: string, requests: number, { elapsedSeconds, query }: Window, limits: SloLimits): Check {
  const rate = elapsedSeconds > 0 ? requests / elapsedSeconds : 0;
  const suffices = requests >= limits.minRequests && rate >= limits.minRequestsPerSecond;
  return {
    name: `request rate of ${revision}`,
    outcome: suffices ? "pass" : "inconclusive",
    value: `${rate.toFixed(2)}/s`,
    limit: `≥ ${limits.minRequestsPerSecond}/s and ≥ ${limits.minRequests} requests`,
    samples: requests,
    query,
    ...(suffices ? {} : { note: "too little traffic to judge" }),
  };
}
