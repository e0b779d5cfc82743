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

/**
 * Whether users can come who would judge a canary: main routes stand only once the stack's first shift has passed.
 *
 * @param hasPassed any shift of the stack ever has
 */
export function decideUsers(hasPassed: boolean): Check[] {
  if (hasPassed) return [];
  return [
    {
      name: "users",
      outcome: "fail",
      value: "none: this is the stack's first deployment",
      limit: "stable has them",
      note: "set canaryPercent to 0; the update after that one may raise it",
    },
  ];
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
