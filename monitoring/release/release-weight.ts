import { GENERATED } from "../metrics.ts";
import type { Recording } from "../recordings/recording.ts";

/** The share of one revision in its service's traffic. */
export interface RevisionWeight {
  readonly revision: string;
  readonly service: string;
  readonly version: string;
  /** Points of 100 that passed last; 0 where it has none. */
  readonly weight: number;
}

/**
 * Rules that record `release_weight{service,version,revision}`: the split that passed last.
 *
 * Kong exports no weights, so each release writes what it has committed. That is true from a commit to the next move:
 * while a move is watched, users get the split that is being tried, and after a cap by hand they get less. What they get
 * is in the services' own request rates.
 */
export function releaseWeightRecordings(weights: readonly RevisionWeight[]): Recording[] {
  return weights
    .toSorted((left, right) => (left.revision < right.revision ? -1 : 1))
    .map(({ weight, ...labels }) => ({ record: GENERATED.releaseWeight, expr: `vector(${weight})`, labels }));
}
