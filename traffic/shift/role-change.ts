import { type Exposure, ownRevisions, type RevisionSet } from "../exposure.ts";

export interface RoleChange {
  readonly change: "promoted" | "promotion undone" | "aborted";
  /** What is stable now; for "aborted" what was the canary. */
  readonly revisions: string[];
}

/**
 * What an update has made of the roles, as far as that ends a release or begins it anew: no weight need have moved. Pure.
 *
 * @param before what the last update that succeeded was asked for
 */
export function roleChange(
  before: { readonly exposure: Exposure; readonly previous?: RevisionSet },
  after: Exposure,
): RoleChange | undefined {
  const { stable, canary } = before.exposure;
  if (sameSet(stable, after.stable)) {
    // A canary in another's place is another release; only one without follower is the end of it.
    return canary && !after.canary ? { change: "aborted", revisions: ownRevisions(canary, stable) } : undefined;
  }
  const revisions = Object.values(after.stable);
  if (sameSet(canary, after.stable)) return { change: "promoted", revisions };
  return sameSet(before.previous, after.stable) ? { change: "promotion undone", revisions } : undefined;
}

function sameSet(a: RevisionSet | undefined, b: RevisionSet): boolean {
  return a !== undefined && Object.keys({ ...a, ...b }).every((service) => a[service] === b[service]);
}
