import type { MarkedTarget } from "../../gates/targets.ts";
import { askedSplit, type Exposure, type Split } from "../exposure.ts";
import { WHOLE } from "../split.ts";

/** Targets by service key. */
export type TargetsByService = Readonly<Record<string, readonly MarkedTarget[]>>;

/** A revision that would get more than has passed before, in one upstream. */
export interface Rise {
  readonly service: string;
  readonly revision: string;
  /** Points of 100 that it may have as things stand. */
  readonly from: number;
  readonly to: number;
}

/** What moving to the asked split means. */
export interface Moves {
  /** Weight by target id, by service key. */
  readonly want: Readonly<Record<string, ReadonlyMap<string, number>>>;
  /** What may stand if the move fails: the lower of the last pass and what is there now. */
  readonly baseline: Split;
  /** What is newly exposed. Empty: nothing needs a gate. */
  readonly rises: readonly Rise[];
}

export type MovesDecision =
  | { readonly kind: "moves"; readonly moves: Moves }
  | { readonly kind: "no target"; readonly reason: string }
  /** An operator took the traffic off a revision that config wants to have more. */
  | { readonly kind: "drained"; readonly revision: string };

/**
 * What the move exposes. A proven revision (a committed stable, or one that carried all traffic) needs no gate to come
 * back, so neither lowering a canary nor undoing a promotion waits for one.
 *
 * @param addresses `host:port` by revision.
 */
export function decideMoves(
  exposure: Exposure,
  addresses: Readonly<Record<string, string>>,
  targets: TargetsByService,
  passed: Split,
): MovesDecision {
  const asked = askedSplit(exposure);
  const want: Record<string, Map<string, number>> = {};
  const baseline: Record<string, Record<string, number>> = {};
  const rises: Rise[] = [];
  for (const [service, weights] of Object.entries(asked)) {
    const there = targets[service] ?? [];
    const wanted = new Map<string, number>();
    const allowed: Record<string, number> = {};
    for (const [revision, to] of Object.entries(weights)) {
      const target = there.find((t) => t.revision === revision && t.address === addresses[revision]);
      if (!target) {
        return {
          kind: "no target",
          reason: `upstream ${exposure.upstreams[service]} has no target of ${revision} at ${addresses[revision]}`,
        };
      }
      wanted.set(target.id, to);
      const now = sum(there.filter((t) => t.revision === revision).map((t) => t.weight));
      const from = Math.min(passed[service]?.[revision] ?? 0, now);
      allowed[revision] = from;
      if (to > now && target.drained) return { kind: "drained", revision };
      if (to > from && !there.some((t) => t.revision === revision && t.proven))
        rises.push({ service, revision, from, to });
    }
    want[service] = wanted;
    baseline[service] = allowed;
  }
  return { kind: "moves", moves: { want, baseline, rises } };
}

/** Services whose upstream gives traffic to nobody: users get errors there until the stable revision has it. */
export function emptyServices(targets: TargetsByService): string[] {
  return Object.entries(targets).flatMap(([service, there]) =>
    sum(there.map((t) => t.weight)) === 0 ? [service] : [],
  );
}

/** Targets that do not hold the weight that the move wrote. */
export function foreignWeights(
  { want }: Moves,
  targets: TargetsByService,
): { readonly service: string; readonly target: MarkedTarget; readonly written: number }[] {
  return Object.entries(targets).flatMap(([service, there]) =>
    there
      .map((target) => ({ service, target, written: want[service]?.get(target.id) ?? 0 }))
      .filter(({ target, written }) => target.weight !== written),
  );
}

/**
 * The step of a release beyond what has passed: from the least that any of the revisions that go beyond has passed with, to
 * the most that one gets. Undefined when all of it has passed before: what a rollback, another hand or a dead process took
 * away comes back in one step, whatever the phases say; it is watched again all the same.
 */
export function advanceOf(
  rises: readonly Rise[],
  passed: Split,
): { readonly from: number; readonly to: number } | undefined {
  const beyond = rises
    .map(({ service, revision, to }) => ({ from: passed[service]?.[revision] ?? 0, to }))
    .filter(({ from, to }) => to > from);
  if (beyond.length === 0) return undefined;
  return { from: Math.min(...beyond.map(({ from }) => from)), to: Math.max(...beyond.map(({ to }) => to)) };
}

/**
 * The revisions whose executions tell whether the move is good: what rises of the judged service, else (only other
 * services rise) all of that service that will have traffic, since users of what rises go through them.
 */
export function judgedRevisions(rises: readonly Rise[], exposure: Exposure, judgedService: string): string[] {
  const rising = rises.filter(({ service }) => service === judgedService).map(({ revision }) => revision);
  if (rising.length > 0) return rising;
  const weights = askedSplit(exposure)[judgedService] ?? {};
  return Object.keys(weights).filter((revision) => (weights[revision] ?? 0) > 0);
}

/**
 * The judged revision's share of the requests that it and the stable one beside it get. Undefined where one of them gets
 * none, or several revisions are judged: nothing can be compared then.
 */
export function comparedShare(
  exposure: Exposure,
  judgedService: string,
  [judged, ...others]: readonly string[],
  [beside]: readonly string[],
): number | undefined {
  if (judged === undefined || beside === undefined || others.length > 0) return undefined;
  const weights = askedSplit(exposure)[judgedService] ?? {};
  const [its, stables] = [weights[judged] ?? 0, weights[beside] ?? 0];
  return its > 0 && stables > 0 ? its / (its + stables) : undefined;
}

/** Targets that are proven by a commit: the configured stable, and whatever carries all traffic. */
export function provenByCommit(
  exposure: Exposure,
  want: Moves["want"],
  targets: TargetsByService,
): { service: string; target: MarkedTarget }[] {
  return Object.entries(targets).flatMap(([service, there]) =>
    there
      .filter((target) => {
        const weight = want[service]?.get(target.id) ?? 0;
        return weight === WHOLE || (weight > 0 && target.revision === exposure.stable[service]);
      })
      .map((target) => ({ service, target })),
  );
}

/** Drained targets that the committed config gives nothing: config and operator agree, so the next config may raise them. */
export function drainedWithConsent(
  want: Moves["want"],
  targets: TargetsByService,
): { service: string; target: MarkedTarget }[] {
  return Object.entries(targets).flatMap(([service, there]) =>
    there
      .filter((target) => target.drained && (want[service]?.get(target.id) ?? 0) === 0)
      .map((target) => ({ service, target })),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
