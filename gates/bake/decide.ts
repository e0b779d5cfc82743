import type { EventCounts } from "../slo/counters.ts";
import { percent, type SloLimits } from "../slo/decide.ts";
import type { Check } from "../verdict.ts";

/** One phase of a release, from stack config `phases`. */
export interface Phase {
  /** The canary's share, 1 to 100. */
  readonly percent: number;
  /** How long it must have been kept before the next phase, in seconds. */
  readonly bakeSeconds: number;
}

/** Settings from stack config `gates.bake`. */
export interface BakeSettings {
  /** Whether phases may be skipped. */
  readonly maySkip: boolean;
}

export interface Advance {
  /** The canary's share that the last pass allowed. 0: it never had traffic. */
  readonly from: number;
  /** The share that is asked for now, higher than `from`. */
  readonly to: number;
  /** Since when `from` has been kept, in seconds. */
  readonly bakedSeconds: number;
}

/** Whether the phases' order and times allow the move. Asks nobody. */
export function decideAdvance(
  { from, to, bakedSeconds }: Advance,
  phases: readonly Phase[],
  { maySkip }: BakeSettings,
): Check[] {
  const steps = [0, ...phases.map((phase) => phase.percent)];
  const reached = Math.max(...steps.filter((step) => step <= from));
  const next = steps.find((step) => step > reached);
  const ordered: Check = {
    name: "order of phases",
    outcome: maySkip || (next !== undefined && to <= next) ? "pass" : "fail",
    value: `${from} % → ${to} %`,
    limit: `${steps.join(" → ")} %, one after the other`,
    ...(maySkip || next === undefined || to <= next
      ? {}
      : { note: `set canaryPercent to ${next} first (or gates.bake.maySkip to true)` }),
  };
  const needed = phases.find((phase) => phase.percent === reached)?.bakeSeconds ?? 0;
  const baked: Check = {
    name: `bake at ${reached} %`,
    outcome: bakedSeconds >= needed ? "pass" : "fail",
    value: `${Math.floor(bakedSeconds)} s`,
    limit: `≥ ${needed} s`,
    ...(bakedSeconds >= needed ? {} : { note: `run the update again in ${Math.ceil(needed - bakedSeconds)} s` }),
  };
  return reached === 0 ? [ordered] : [ordered, baked];
}

export interface BakedRevision {
  readonly revision: string;
  readonly counts: EventCounts;
}

/** Whether the SLO was kept over the whole bake. No requests in all that time is no pass. */
export function decideBake(revisions: readonly BakedRevision[], limits: SloLimits, query: string): Check[] {
  return revisions.flatMap(({ revision, counts }) => {
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
