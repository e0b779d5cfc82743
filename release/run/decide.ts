import type { Passed } from "../status/next-step.ts";
import { admit, type Situation } from "../steps/admission.ts";
import type { ReleaseChoice, StepForward } from "../steps/step.ts";
import { decideLook, type Watch } from "../watch/decide.ts";
import type { FiredAlert, Look } from "../watch/look.ts";

/** Where a run is to end: once that share has passed, or with the promotion. */
export type Goal = number | "promote";

export type RunDecision =
  | { readonly kind: "take"; readonly step: StepForward; readonly after: ReleaseChoice }
  /** @param until ms since 1970, when `step` may begin */
  | { readonly kind: "bake"; readonly step: StepForward; readonly until: number }
  | { readonly kind: "finished"; readonly why: string }
  | { readonly kind: "another hand"; readonly why: string }
  | { readonly kind: "refused"; readonly why: string };

/**
 * What a run does next. Pure: all of it follows from what the stack says, so a run that was ended goes on as if it had not.
 *
 * @param expected what had passed before a bake; absent where an own step may have changed it.
 * @param now ms since 1970
 */
export function decideRun(goal: Goal, expected: Passed | undefined, situation: Situation, now: number): RunDecision {
  const { config, passed } = situation;
  if (expected && (expected.percent !== passed.percent || expected.since !== passed.since)) {
    const since = new Date(passed.since).toISOString();
    return { kind: "another hand", why: `another update has set the canary to ${passed.percent} %, since ${since}` };
  }
  const isLast = config.phases.every(({ percent }) => percent <= passed.percent);
  const wish =
    isLast || situation.promotionUnfinished
      ? ({ kind: "promote" } as const)
      : ({ kind: "advance", to: undefined } as const);
  const hasReached = config.canary !== undefined && goal !== "promote" && passed.percent >= goal;
  if (hasReached && situation.standing.kind === "settled") {
    return { kind: "finished", why: `${passed.percent} % has passed` };
  }
  const admission = admit(wish, situation, now);
  switch (admission.kind) {
    case "take":
      return admission;
    case "too early":
      return { kind: "bake", step: admission.step, until: admission.earliest };
    case "nothing to do":
    case "refused":
      return { kind: "refused", why: admission.why };
  }
}

/** The revisions that a bake is about. */
export interface Baking {
  readonly canary: readonly string[];
  readonly stable: readonly string[];
}

export type BakeDecision =
  | { readonly kind: "go on"; readonly watch: Watch }
  /** The time is over. Whether it was a good one the gates of the next step decide, over all of it. */
  | { readonly kind: "over" }
  /** The canary hurts users, or burns their budget: there is nothing to wait for. */
  | { readonly kind: "alarm"; readonly alerts: readonly FiredAlert[] }
  /** Something else does. Taking the canary's traffic would not help, giving it more would hide it. */
  | { readonly kind: "alarm beside"; readonly alerts: readonly FiredAlert[] }
  | { readonly kind: "blind"; readonly reason: string };

/**
 * What follows from a look at the alerts during a bake, by the rules of `bin/canary watch`. Pure. Alerts of revisions that
 * are neither canary nor stable any more are of an earlier release.
 *
 * @param now when the look was made, ms since 1970
 */
export function decideBake(watch: Watch, look: Look, { canary, stable }: Baking, now: number): BakeDecision {
  const isOurs = ({ revision }: FiredAlert) => revision === "" || [...canary, ...stable].includes(revision);
  const decision = decideLook(watch, look.kind === "seen" ? { ...look, fired: look.fired.filter(isOurs) } : look, now);
  switch (decision.kind) {
    case "alarm": {
      const own = decision.alerts.filter(({ revision }) => canary.includes(revision));
      return own.length > 0 ? { kind: "alarm", alerts: own } : { kind: "alarm beside", alerts: decision.alerts };
    }
    case "kept":
    case "no traffic":
      return { kind: "over" };
    case "go on":
    case "blind":
      return decision;
  }
}
