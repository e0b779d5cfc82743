import type { Counts } from "../analysis/dispersion.ts";
import type { Check } from "../verdict.ts";
import { percent } from "./percent.ts";

/**
 * Whether a share of bad events breaks its limit; it must stay below. Nothing bad breaks nothing, even a limit of 0; what is
 * no number breaks any.
 */
export function isOutside(bad: number, of: number, limit: number): boolean {
  return of !== 0 && bad !== 0 && !(bad / of < limit);
}

/** Holds a share of bad events to its limit. Counts may be extrapolated. Without events there is nothing to tell. Pure. */
export function checkRate(name: string, { bad, of }: Counts, limit: number, query: string): Check {
  const allowed = `< ${percent(limit)}`;
  if (of === 0) return { name, outcome: "inconclusive", value: "no requests", limit: allowed, samples: 0, query };
  return {
    name,
    outcome: isOutside(bad, of, limit) ? "fail" : "pass",
    value: percent(bad / of),
    limit: allowed,
    ratio: { value: bad / of, limit },
    samples: Math.round(of),
    query,
  };
}
