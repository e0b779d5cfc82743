import { type Check, type Verdict, verdictOf } from "../verdict.ts";
import type { EventCounts } from "./counters.ts";
import { type ColdCounts, leaveOutDelay } from "./initial-delay.ts";
import type { SloLimits, SloStrategy } from "./limits.ts";
import { percent } from "./percent.ts";
import { judgeSequentially, NO_SERIES, type SequentialTally } from "./sequential.ts";
import { judgeByThresholds, NO_VIOLATIONS, type ThresholdsTally } from "./thresholds.ts";
import type { Judgement, Stage, Subject, Window } from "./window.ts";

/** What the gate remembers from poll to poll. */
export interface Tally {
  /** Polls in a row that could not be measured, and that saw an instance down. */
  readonly unmeasured: number;
  readonly down: number;
  readonly cold: ColdCounts;
  readonly strategy: ThresholdsTally | SequentialTally;
}

export type Decision =
  | {
      readonly kind: "watch";
      readonly tally: Tally;
      /** More requests to the canary are all that is needed. */
      readonly lacksTraffic: boolean;
      /** Where each check stands, were the gate to end now. */
      standing(): readonly Check[];
    }
  | { readonly kind: "decided"; readonly verdict: Verdict; readonly tally: Tally };

export function openTally(strategy: SloStrategy): Tally {
  return { unmeasured: 0, down: 0, cold: new Map(), strategy: strategy === "sequential" ? NO_SERIES : NO_VIOLATIONS };
}

/** Judges a poll that was measured. */
export function decidePoll(measured: Window, limits: SloLimits, before: Tally, stage: Stage): Decision {
  const { window, cold } = leaveOutDelay(measured, limits.initialDelaySeconds, before.cold);
  const scrapes = window.judged.map((subject) => checkScrape(subject, window.query));
  const down = scrapes.some(({ outcome }) => outcome === "fail") ? before.down + 1 : 0;
  const { tally: strategy, isDecided, lacksTraffic, explain } = judge(window, limits, before.strategy, stage, down > 0);
  const tally: Tally = { unmeasured: 0, down, cold, strategy };
  const standing = () => [...scrapes, ...explain(), ...compare(window)];
  if (isDecided || down > limits.consecutiveFailureLimit) {
    return { kind: "decided", verdict: verdictOf(standing()), tally };
  }
  return { kind: "watch", tally, lacksTraffic: lacksTraffic && down === 0, standing };
}

function judge(
  window: Window,
  limits: SloLimits,
  before: Tally["strategy"],
  stage: Stage,
  isDown: boolean,
): Judgement<Tally["strategy"]> {
  switch (before.kind) {
    case "sequential":
      return judgeSequentially(window, limits, before, stage);
    case "thresholds":
      return judgeByThresholds(window, limits, before, stage.isLast, isDown);
  }
}

/** A poll that could not be measured. Too many in a row, or the last one, end the gate: never a pass. */
export function decideUnmeasured(
  reason: string,
  query: string,
  limits: SloLimits,
  before: Tally,
  { isLast }: Pick<Stage, "isLast">,
): Decision {
  const tally = { ...before, unmeasured: before.unmeasured + 1 };
  const check: Check = { name: "measurement", outcome: "error", query, note: reason };
  if (!isLast && tally.unmeasured <= limits.consecutiveFailureLimit) {
    return { kind: "watch", tally, lacksTraffic: false, standing: () => [check] };
  }
  return { kind: "decided", verdict: verdictOf([check]), tally };
}

function checkScrape({ revision, observation: { up, instances } }: Subject, query: string): Check {
  return {
    name: `scrape of ${revision}`,
    outcome: instances > 0 && up === instances ? "pass" : "fail",
    value: `${up} of ${instances} instances up`,
    limit: "all of at least one",
    query,
  };
}

/** The stable side's numbers, for whoever reads the verdict; these lines never make it worse or better. */
function compare({ baseline, query }: Window): Check[] {
  return baseline.map(({ revision, observation: { counts } }) => ({
    name: `stable beside it, error rate of ${revision}`,
    outcome: "pass",
    value: counts.requests === 0 ? "no requests" : percent(counts.errors / counts.requests),
    samples: counts.requests,
    query,
  }));
}

/** How near the gate is to a verdict, for people. */
export function describeTally({ unmeasured, down, strategy }: Tally, limits: SloLimits): string {
  if (unmeasured > 0) return `could not measure (${unmeasured} in a row)`;
  const trouble = down > 0 ? `; an instance is down (${down} in a row)` : "";
  if (strategy.kind === "thresholds") return `violations ${strategy.violations} of ${limits.maxViolations}${trouble}`;
  return `${strategy.kept} of ${strategy.objectives} objectives shown to be kept${trouble}`;
}

/** One line of what a poll saw of a revision. */
export function describeCounts(counts: EventCounts): string {
  const share = (bad: number, of: number) => (of === 0 ? "–" : percent(bad / of));
  return (
    `${counts.requests} requests, errors ${share(counts.errors, counts.requests)}, ` +
    `> 1 s ${share(counts.slowerThan1s, counts.measured)}, > 2 s ${share(counts.slowerThan2s, counts.measured)}`
  );
}
