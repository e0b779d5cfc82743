import { quantilesOf } from "../../lab/load/summary.ts";

export type Unit = "pp" | "%" | "s" | "ms" | "MiB" | "×" | "requests";

/** One measured thing. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  /** How many values were measured, and of what: 5 runs, 20000 requests. */
  readonly n: number;
  readonly of: "runs" | "pairs" | "requests";
  /** Nearest-rank median of the values; the value itself where there is only one. */
  readonly median: number;
  /** Least and greatest value; null where there is only one. */
  readonly spread: readonly [least: number, greatest: number] | null;
  /** What the median should be at most; null where nothing is asked. */
  readonly goal: number | null;
}

interface Measured {
  readonly what: string;
  readonly unit: Unit;
  /** What the median should be at most. */
  readonly goal?: number;
}

/** A row of repeated measurements. Throws when there are none: what could not be measured is no row. */
export function rowOf({ what, unit, goal }: Measured, values: readonly number[], of: "runs" | "pairs" = "runs"): Row {
  const quantiles = quantilesOf(values);
  if (quantiles === null) throw new Error(`nothing was measured for "${what}"`);
  return {
    what,
    unit,
    n: values.length,
    of,
    median: quantiles.p50,
    spread: [Math.min(...values), quantiles.max],
    goal: goal ?? null,
  };
}

/** A row of one number that was found over many requests. */
export function rowOfRequests({ what, unit, goal }: Measured, value: number, requests: number): Row {
  return { what, unit, n: requests, of: "requests", median: value, spread: null, goal: goal ?? null };
}

/** Whether a row keeps its goal; undefined where it has none. */
export function keepsGoal({ median, goal }: Row): boolean | undefined {
  return goal === null ? undefined : median <= goal;
}
