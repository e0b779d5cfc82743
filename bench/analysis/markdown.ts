import type { NamedCell } from "./cells.ts";
import { boundAtPolls, boundOf } from "./goals.ts";
import type { Outcome } from "./play.ts";
import { RULES, type Tally } from "./simulate.ts";
import { POLL_SECONDS } from "./world.ts";

/** All that was simulated, as Markdown: a table for each group of cells. */
export function renderOutcomes(outcomes: readonly Outcome[], runs: number, seed: number): string {
  const groups = [...new Set(outcomes.map(({ cell }) => cell.group))];
  return [
    "# Simulated phases",
    "",
    `Written by \`bin/canary bench analysis\`: ${runs} phases of 30 minutes in each row, polls every ${POLL_SECONDS} s, ` +
      `seed ${seed}. What it means is in [ANALYSIS.md](../ANALYSIS.md).`,
    ...groups.flatMap((group) => {
      const cells = outcomes.filter(({ cell }) => cell.group === group);
      return ["", `## ${capital(group)}`, "", ...(cells[0]?.cell.bad ? badTable(cells) : fitTable(cells))];
    }),
    "",
  ].join("\n");
}

function fitTable(cells: readonly Outcome[]): string[] {
  return table(
    "failed %, which is wrong (passed %; the others are inconclusive)",
    ["rps", "weight", ...RULES.map(({ name }) => name)],
    cells.map(({ cell, tallies }) => [
      ...where(cell),
      ...tallies.map(({ failed, passed, runs }) => `${percent(failed, runs)} (${percent(passed, runs, 0)})`),
    ]),
  );
}

function badTable(cells: readonly Outcome[]): string[] {
  return table(
    "failed %, which is right @ median minute; for sequential also the canary's requests until then, over Wald's bound, and over the bound at whole polls",
    ["rps", "weight", "Wald's bound", ...RULES.map(({ name }) => name)],
    cells.map(({ cell, tallies }) => [
      ...where(cell),
      `${boundOf(cell)!.toFixed(1)}`,
      ...tallies.map((tally, index) => detected(tally) + (index === 0 ? timesBound(cell, tally) : "")),
    ]),
  );
}

function detected({ failed, runs, minutesToFail }: Tally): string {
  return minutesToFail === undefined ? percent(failed, runs) : `${percent(failed, runs)} @ ${minutesToFail}`;
}

/** Where fewer than half are detected, the median of those is no measure of how long it takes. */
function timesBound(cell: NamedCell, { failed, runs, requestsToFail }: Tally): string {
  if (requestsToFail === undefined || failed < runs / 2) return "";
  const times = (bound: number | undefined) => `×${(requestsToFail / bound!).toFixed(2)}`;
  return `; ${requestsToFail} req ${times(boundOf(cell))}, ${times(boundAtPolls(cell))}`;
}

function where({ cell }: NamedCell): string[] {
  return [`${cell.requestsPerSecond}`, `${cell.weight * 100} %`];
}

function percent(part: number, of: number, digits = 1): string {
  return ((100 * part) / of).toFixed(digits);
}

function table(caption: string, header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [`${capital(caption)}.`, "", line(header), `|${header.map(() => "---:|").join("")}`, ...rows.map(line)];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
