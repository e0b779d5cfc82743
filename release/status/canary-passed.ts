import type { RevisionSet } from "../../traffic/exposure.ts";
import type { Passed } from "./next-step.ts";

/** Whether two sets are the same revisions. */
export function sameRevisions(a: RevisionSet, b: RevisionSet): boolean {
  const names = (revisions: RevisionSet) => Object.values(revisions).toSorted().join(" ");
  return names(a) === names(b);
}

/**
 * What the canary that config asks for has passed: nothing where another one was deployed, whatever that one had. Pure.
 *
 * @param asked the revisions of config's canary; absent without one, and then what was deployed is told
 */
export function canaryPassed(asked: RevisionSet | undefined, deployed: RevisionSet, passed: Passed): Passed {
  return asked === undefined || sameRevisions(asked, deployed) ? passed : { ...passed, percent: 0 };
}
