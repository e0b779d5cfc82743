import os from "node:os";
import { Worker } from "node:worker_threads";
import { CELLS, type NamedCell } from "./cells.ts";
import type { Tally } from "./simulate.ts";
import type { Task } from "./worker.ts";

/** What every rule did in one cell. */
export interface Outcome {
  readonly cell: NamedCell;
  readonly tallies: readonly Tally[];
}

/**
 * Plays all cells on all processors, each cell with its own random numbers, so that neither the order nor the number of
 * processors changes a result.
 *
 * @param onCell after each cell: how many are done
 */
export async function playAll(runs: number, seed: number, onCell: (done: number) => void): Promise<Outcome[]> {
  const outcomes = new Array<Outcome>(CELLS.length);
  let next = 0;
  let done = 0;
  const workers = Array.from({ length: Math.max(1, os.availableParallelism()) }, async () => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url));
    try {
      for (let index = next++; index < CELLS.length; index = next++) {
        outcomes[index] = { cell: CELLS[index]!, tallies: await ask(worker, { index, runs, seed: seed + index }) };
        onCell(++done);
      }
    } finally {
      await worker.terminate();
    }
  });
  await Promise.all(workers);
  return outcomes;
}

function ask(worker: Worker, task: Task): Promise<readonly Tally[]> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", ({ tallies }: { tallies: readonly Tally[] }) => {
      worker.off("error", reject);
      resolve(tallies);
    });
    worker.postMessage(task);
  });
}
