import { survivorsOf } from "../state/dependencies.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import type { Step } from "./step.ts";

export type DeletionStep = Extract<Step, { op: "delete" | "delete-replaced" | "remove-pending-replace" }>;

/**
 * What is to be deleted of the state at the end of a run: what waits for it since a replacement, and what the program
 * did not register.
 * @param resources what is left of the state before the run
 * @param kept the URNs (also former ones) that the program registered
 * @param deletable those of the resources that the operation is for
 */
export function planDeletions(
  resources: readonly ResourceState[],
  kept: ReadonlySet<Urn>,
  deletable: ReadonlySet<ResourceState>,
): DeletionStep[] {
  return resources.flatMap((old): DeletionStep[] => {
    if (!deletable.has(old)) return [];
    if (old.delete === true) return [{ op: "delete-replaced", old, recreated: false }];
    if (kept.has(old.urn)) return [];
    return [old.pendingReplacement === true ? { op: "remove-pending-replace", old } : { op: "delete", old }];
  });
}

/**
 * The deletions in rounds: within a round nothing depends on another, and everything is deleted before what it
 * depends on. Parents outlive their children.
 * @param resources the whole state in order of dependency; every deletion is of one of them
 */
export function scheduleDeletions(
  deletions: readonly DeletionStep[],
  resources: readonly ResourceState[],
): DeletionStep[][] {
  const survivors = survivorsOf(resources);
  const rounds: DeletionStep[][] = [];
  const depth = new Map<ResourceState, number>();
  const order = new Map(resources.map((state, index) => [state, index]));
  const inOrder = deletions.toSorted((a, b) => (order.get(a.old) ?? 0) - (order.get(b.old) ?? 0));
  for (const step of inOrder) {
    let round = 0;
    for (const survivor of survivors.get(step.old) ?? []) round = Math.max(round, (depth.get(survivor) ?? -1) + 1);
    depth.set(step.old, round);
    rounds[round] = [...(rounds[round] ?? []), step];
  }
  return rounds.toReversed();
}

/** Everything that the given resources depend on, through any number of others. */
export function everythingUnder(
  roots: readonly ResourceState[],
  resources: readonly ResourceState[],
): Set<ResourceState> {
  const survivors = survivorsOf(resources);
  const found = new Set<ResourceState>();
  const open = [...roots];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const survivor of survivors.get(state) ?? []) {
      if (found.has(survivor)) continue;
      found.add(survivor);
      open.push(survivor);
    }
  }
  return found;
}
