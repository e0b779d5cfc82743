import type { Row } from "../report/row.ts";
import type { NamedCell } from "./cells.ts";
import type { Outcome } from "./play.ts";
import { waldBound } from "./wald.ts";
import { POLL_SECONDS } from "./world.ts";

/** Both error rates of Wald's bound: the gate's default α, and a bad canary missed once in a hundred. */
const ERROR_RATE = 0.01;
const GOALS = { falseFails: 1, missed: 1, timesWald: 2 } as const;

/** Wald's bound in the canary's requests; undefined for a fit canary. */
export function boundOf({ cell, bad }: NamedCell): number | undefined {
  return bad && waldBound({ ...bad, weight: cell.weight }, ERROR_RATE, ERROR_RATE);
}

/** The bound where one looks only at polls: the requests of the first poll that reaches it. */
export function boundAtPolls({ cell, bad }: NamedCell): number | undefined {
  const bound = boundOf({ group: "", cell, ...(bad ? { bad } : {}) });
  if (bound === undefined) return undefined;
  const perPoll = cell.requestsPerSecond * cell.weight * POLL_SECONDS;
  return Math.ceil(bound / perPoll) * perPoll;
}

/** The goals of the sequential strategy beside what was simulated: a row for each group of fit cells and each bad cell. */
export function goalRows(outcomes: readonly Outcome[]): Row[] {
  const groups = [...new Set(outcomes.map(({ cell }) => cell.group))];
  return groups.flatMap((group) => {
    const cells = outcomes.filter(({ cell }) => cell.group === group);
    return cells[0]?.cell.bad ? cells.flatMap(badRows) : [falseFailRow(group, cells)];
  });
}

function falseFailRow(group: string, cells: readonly Outcome[]): Row {
  const rates = cells.map(({ tallies: [ours] }) => (100 * ours!.failed) / ours!.runs);
  const runs = cells[0]!.tallies[0]!.runs;
  return row(`${group}: failed, worst cell`, "%", runs, Math.max(...rates), GOALS.falseFails);
}

/** Detection has a goal in two cells; the requests it takes have one wherever it is nearly sure. */
function badRows({ cell: named, tallies: [ours] }: Outcome): Row[] {
  const { cell, bad, group } = named;
  const { runs, failed, requestsToFail } = ours!;
  const where = `${group}, ${cell.requestsPerSecond} rps at ${cell.weight * 100} %`;
  const missed = (100 * (runs - failed)) / runs;
  const isGoal =
    (bad?.canary === 0.2 && cell.requestsPerSecond === 1) ||
    (bad?.canary === 0.02 && cell.requestsPerSecond === 5 && cell.weight === 0.5);
  const rows = [row(`${where}: missed`, "%", runs, missed, isGoal ? GOALS.missed : null)];
  if (requestsToFail === undefined || missed > GOALS.missed) return rows;
  return [
    ...rows,
    row(`${where}: requests to detect, of Wald's bound`, "×", runs, requestsToFail / boundOf(named)!, GOALS.timesWald),
    row(`${where}: the same, of the bound at whole polls`, "×", runs, requestsToFail / boundAtPolls(named)!, null),
  ];
}

function row(what: string, unit: Row["unit"], n: number, median: number, goal: number | null): Row {
  return { what, unit, n, of: "runs", median, spread: null, goal };
}
