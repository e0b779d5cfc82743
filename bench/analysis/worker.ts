import { parentPort } from "node:worker_threads";
import { CELLS } from "./cells.ts";
import { simulate } from "./simulate.ts";

/** One cell to play, by its place among the cells. */
export interface Task {
  readonly index: number;
  readonly runs: number;
  readonly seed: number;
}

parentPort?.on("message", ({ index, runs, seed }: Task) => {
  parentPort?.postMessage({ tallies: simulate(CELLS[index]!, runs, seed) });
});
