/** The arithmetic of weights. Pure: everything that writes weights to the gateway asks here what to write, and in which order. */

import type { MarkedTarget } from "../gates/targets.ts";

/** Weight by revision in one upstream. */
export type Weights = Readonly<Record<string, number>>;

/** A target as the splitter sees it. */
export type TargetView = Omit<MarkedTarget, "tags">;

/** One write to a target. */
export interface WeightWrite {
  readonly target: TargetView;
  readonly weight: number;
}

/** The highest weight that Kong takes. */
const MAX_WEIGHT = 65535;

/** Shares are quotients; what differs by less is the same. */
const ROUNDING = 1e-9;

/** The points that a whole split is made of: weights of a release are percentages. */
export const WHOLE = 100;

/**
 * What an upstream's weights should be.
 *
 * @param percent the canary's share, 0 to 100.
 * @returns weights that sum to 100. Where stable and canary are the same revision of this service it has all.
 */
export function desiredWeights(stable: string, canary: string | undefined, percent: number): Weights {
  if (canary === undefined || canary === stable) return { [stable]: WHOLE };
  return { [stable]: WHOLE - percent, [canary]: percent };
}

/** Shares in points of 100 by revision; empty when nothing has weight. */
export function shares(targets: readonly TargetView[]): Record<string, number> {
  const total = targets.reduce((sum, target) => sum + target.weight, 0);
  const result: Record<string, number> = {};
  if (total === 0) return result;
  for (const { revision, weight } of targets) {
    if (weight > 0) result[revision] = (result[revision] ?? 0) + (weight / total) * WHOLE;
  }
  return result;
}

export type CapDecision =
  | { readonly kind: "within" }
  | { readonly kind: "no heir"; readonly over: readonly TargetView[] }
  | {
      readonly kind: "lower";
      /** In the order in which they must be written: no capped target's share is higher than before at any moment. */
      readonly writes: readonly WeightWrite[];
      /** Points of 100 that went back to the heir. */
      readonly freed: number;
      readonly heir: TargetView;
      /** Lowered by this cap, so they must prove themselves again. */
      readonly demoted: readonly TargetView[];
    };

/**
 * Lowers every revision that has more than its cap and gives what is freed to a proven revision. It never raises any
 * other. The exposure ceiling, a restore, the guard and the operator's drain are all this function.
 *
 * Caps are shares, so weights that another hand left (not summing to 100) are judged by what they do.
 *
 * @param caps highest share in points of 100 by revision; 0 where a revision is not named, or is drained.
 */
export function capWeights(targets: readonly TargetView[], stable: string, caps: Weights): CapDecision {
  const total = targets.reduce((sum, target) => sum + target.weight, 0);
  if (total === 0) return { kind: "within" };
  const share = (target: TargetView) => (target.weight / total) * WHOLE;
  const allowance = allowances(targets, share, caps);
  const allowed = (target: TargetView) => allowance.get(target.id) ?? 0;
  const heir = chooseHeir(targets, stable);
  const over = targets.filter((target) => target !== heir && share(target) > allowed(target) + ROUNDING);
  if (over.length === 0) return { kind: "within" };
  if (heir === undefined) return { kind: "no heir", over };

  const others = targets.filter((target) => target !== heir);
  // Weights that sum to more than a whole are brought down to one; scaling up would raise shares on the way.
  const scale = Math.min(WHOLE, total);
  const lowered = others.map((target) => ({
    target,
    weight: Math.floor((Math.min(share(target), allowed(target)) / WHOLE) * scale + ROUNDING),
  }));
  const heirWeight = scale - lowered.reduce((sum, { weight }) => sum + weight, 0);
  return {
    kind: "lower",
    writes: orderCap(
      lowered.filter(({ target, weight }) => target.weight !== weight),
      { target: heir, weight: heirWeight },
      { total, others: others.filter(({ weight }) => weight > 0).length },
    ),
    freed: Math.round((heirWeight / scale) * WHOLE - share(heir)),
    heir,
    demoted: over.filter((target) => target.proven),
  };
}

/** A revision may stand behind several targets (its old and its new address); its cap holds for all of them together. */
function allowances(
  targets: readonly TargetView[],
  share: (target: TargetView) => number,
  caps: Weights,
): ReadonlyMap<string, number> {
  const left = new Map<string, number>();
  const result = new Map<string, number>();
  for (const target of heaviestFirst(targets)) {
    // Whoever caps, a restore with an older cap too: an operator's drain is the lower one.
    const remaining = target.drained ? 0 : (left.get(target.revision) ?? caps[target.revision] ?? 0);
    result.set(target.id, remaining);
    left.set(target.revision, Math.max(0, remaining - share(target)));
  }
  return result;
}

function heaviestFirst(targets: readonly TargetView[]): TargetView[] {
  return [...targets].sort((a, b) => b.weight - a.weight || compare(a.id, b.id));
}

/**
 * The order in which a cap is written: at no moment is the upstream empty or any share but the heir's higher than before.
 *
 * An heir that gains goes first, one that does not goes last. Where weights summed to more than a whole and several others
 * have weight, the heir first takes the whole total for a moment: lowering one of them would raise the next one's share.
 */
function orderCap(
  lowered: readonly WeightWrite[],
  heir: WeightWrite,
  { total, others }: { readonly total: number; readonly others: number },
): WeightWrite[] {
  if (total > WHOLE && others > 1) return [{ ...heir, weight: Math.min(MAX_WEIGHT, total) }, ...lowered, heir];
  if (heir.weight > heir.target.weight) return [heir, ...lowered];
  return heir.weight === heir.target.weight ? [...lowered] : [...lowered, heir];
}

/**
 * Who takes freed traffic, drained ones aside: the configured stable if it is proven, else the heaviest proven revision, else the configured
 * stable if it is smoked and has traffic (before the very first commit nothing is proven).
 */
function chooseHeir(targets: readonly TargetView[], stable: string): TargetView | undefined {
  const heaviest = heaviestFirst(targets.filter((target) => !target.drained));
  const proven = heaviest.filter((target) => target.proven && target.smoked);
  return (
    proven.find((target) => target.revision === stable) ??
    proven[0] ??
    heaviest.find((target) => target.revision === stable && target.smoked && target.weight > 0)
  );
}

/** Why a drained revision may not rise, and what to do. */
export function describeDrained(revision: string): string {
  return (
    `an operator has drained ${revision}, so its weight may not rise before an update has passed whose config gives it none: ` +
    "run `bin/canary rollback` to its end, or the update with canaryPercent 0"
  );
}

export type MoveDecision =
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "move"; readonly writes: readonly WeightWrite[] };

/**
 * The writes that bring an upstream to `want`, raising before lowering so that it is never empty. Refuses to raise a
 * target that is not smoked or that an operator has drained, and to leave an upstream without weight.
 *
 * @param want weight by target id; 0 where a target is not named.
 */
export function moveWeights(targets: readonly TargetView[], want: ReadonlyMap<string, number>): MoveDecision {
  const wanted = (target: TargetView) => want.get(target.id) ?? 0;
  const outOfRange = [...want.values()].find(
    (weight) => !Number.isInteger(weight) || weight < 0 || weight > MAX_WEIGHT,
  );
  if (outOfRange !== undefined) {
    return { kind: "refused", reason: `weight ${outOfRange} is not an integer between 0 and ${MAX_WEIGHT}` };
  }
  if (!targets.some((target) => wanted(target) > 0)) {
    return { kind: "refused", reason: "no target of the upstream would have weight" };
  }
  const rising = targets.filter((target) => wanted(target) > target.weight);
  const drained = rising.find((target) => target.drained);
  if (drained) return { kind: "refused", reason: describeDrained(drained.revision) };
  const unsmoked = rising.find((target) => !target.smoked);
  if (unsmoked) {
    return {
      kind: "refused",
      reason: `${unsmoked.revision} at ${unsmoked.address} has not passed its smoke gate, so its weight may not rise to ${wanted(unsmoked)}`,
    };
  }
  const writes = targets
    .filter((target) => wanted(target) !== target.weight)
    .map((target) => ({ target, weight: wanted(target) }))
    .sort((a, b) => b.weight - b.target.weight - (a.weight - a.target.weight) || compare(a.target.id, b.target.id));
  return { kind: "move", writes };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
