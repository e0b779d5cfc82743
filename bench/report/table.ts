import { keepsGoal, type Row, type Unit } from "./row.ts";

const DIGITS: Readonly<Record<Unit, number>> = { pp: 3, "%": 2, s: 2, ms: 2, MiB: 0, "×": 2, requests: 0 };

const HEADER = ["measured", "n", "median", "least … greatest", "goal", ""] as const;

/** Rows as a table for people: aligned, and readable as Markdown too. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [HEADER, ...rows.map(cellsOf)];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  const render = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  const [head, ...body] = lines.map(render);
  return [head, rule, ...body].join("\n");
}

function cellsOf(row: Row): readonly string[] {
  const { what, unit, n, of, median, spread, goal } = row;
  const show = (value: number) => value.toFixed(DIGITS[unit]);
  const keeps = keepsGoal(row);
  return [
    what,
    `${n} ${of}`,
    `${show(median)} ${unit}`,
    spread === null ? "" : `${show(spread[0])} … ${show(spread[1])}`,
    goal === null ? "" : `≤ ${goal} ${unit}`,
    keeps === undefined ? "" : keeps ? "kept" : "missed",
  ];
}
