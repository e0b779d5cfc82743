import fs from "node:fs";
import path from "node:path";
import type { Benchmark } from "../benchmark.ts";
import { CELLS } from "./cells.ts";
import { goalRows } from "./goals.ts";
import { renderOutcomes } from "./markdown.ts";
import { playAll } from "./play.ts";
import { renderPlot } from "./plot.ts";

const RUNS = 10_000;
const SEED = 20260;
const FOLDER = path.resolve(import.meta.dirname, "../../docs/analysis");

/**
 * Plays phases of a release under every rule of deciding: no stack, no clock, the same numbers on every machine. Writes the
 * tables and the plot of docs/ANALYSIS.md anew; the rows are the goals of the sequential strategy.
 */
export const analysis: Benchmark = async ({ say }) => {
  const started = Date.now();
  const outcomes = await playAll(RUNS, SEED, (done) => {
    if (done % 8 === 0) say(`${done} of ${CELLS.length} cells, ${Math.round((Date.now() - started) / 1000)} s`);
  });
  fs.mkdirSync(FOLDER, { recursive: true });
  fs.writeFileSync(path.join(FOLDER, "SIMULATED.md"), renderOutcomes(outcomes, RUNS, SEED));
  fs.writeFileSync(path.join(FOLDER, "rules.svg"), renderPlot(outcomes));
  say(`wrote ${path.relative(process.cwd(), FOLDER)}/SIMULATED.md and rules.svg`);
  return goalRows(outcomes);
};
