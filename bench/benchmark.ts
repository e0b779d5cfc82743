import type { Row } from "./report/row.ts";
import type { Engine } from "./stack/engines.ts";

export interface Surroundings {
  /** The engines of this machine; the first does what a benchmark needs and does not measure. */
  readonly engines: readonly [Engine, ...Engine[]];
  /** Tells the person who waits what is being done. */
  say(line: string): void;
  /** Something to take down when the benchmark ends, however it ends. */
  leaveBehind(takeDown: () => Promise<void>): void;
}

/**
 * Measures and returns rows. Throws only when it could not measure: a bad number is a result like any other.
 */
export type Benchmark = (surroundings: Surroundings) => Promise<readonly Row[]>;
