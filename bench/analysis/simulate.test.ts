import { expect, test } from "vitest";
import { CELLS } from "./cells.ts";
import { goalRows } from "./goals.ts";
import { renderOutcomes } from "./markdown.ts";
import { renderPlot } from "./plot.ts";
import { simulate } from "./simulate.ts";

test("gives the same for the same seed, and shows it", () => {
  const play = () => CELLS.map((cell, index) => ({ cell, tallies: simulate(cell, 2, index) }));
  const outcomes = play();
  expect(play()).toEqual(outcomes);
  expect(renderOutcomes(outcomes, 2, 0).match(/^\| [\d.]+ \| /gm)).toHaveLength(CELLS.length);
  expect(renderPlot(outcomes)).toContain("Bad canaries that are failed within 30 minutes");
  expect(goalRows(outcomes).filter(({ what }) => what.endsWith("failed, worst cell"))).toHaveLength(10);
});
