import type { Outcome } from "./play.ts";
import { RULES } from "./simulate.ts";

/** Colours that stay apart for the colour-blind (Okabe & Ito 2008), in the order of the rules. */
const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#555555"] as const;
const WIDTH = 900;
const LEFT = 330;
const RIGHT = 30;
const ROW = 22;
const TOP = 64;
const GAP = 46;

interface PlotRow {
  readonly label: string;
  /** 0 to 1 for each rule. */
  readonly shares: readonly number[];
}

/**
 * Two panels of dots, one dot for each rule. Above, fit canaries: the highest rate of failing one over the cells of each
 * group; the dots belong to the left. Below, bad ones: the rate of failing them in each cell that a phase can tell; to the right.
 */
export function renderPlot(outcomes: readonly Outcome[]): string {
  const fit = worstFit(outcomes.filter(({ cell }) => !cell.bad));
  const bad = outcomes
    .filter(({ cell: { bad, cell } }) => bad && cell.requestsPerSecond >= 1 && cell.requestsPerSecond <= 5)
    .map(({ cell: { group, cell }, tallies }) => ({
      label: `${group}; ${cell.requestsPerSecond} rps at ${cell.weight * 100} %`,
      shares: tallies.map(({ failed, runs }) => failed / runs),
    }));
  const second = TOP + fit.length * ROW + GAP;
  const height = second + bad.length * ROW + 40;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    "<title>Rates of failing fit and bad canaries under six rules</title>",
    `<rect width="${WIDTH}" height="${height}" fill="white"/>`,
    ...legend(),
    ...panel("Fit canaries that are failed, worst cell of each group: 0 is right", fit, TOP),
    ...panel("Bad canaries that are failed within 30 minutes: 100 % is right", bad, second),
    "</svg>",
    "",
  ].join("\n");
}

function worstFit(outcomes: readonly Outcome[]): PlotRow[] {
  const groups = [...new Set(outcomes.map(({ cell }) => cell.group))];
  return groups.map((group) => {
    const cells = outcomes.filter(({ cell }) => cell.group === group);
    const worst = (rule: number) =>
      Math.max(...cells.map(({ tallies }) => tallies[rule]!.failed / tallies[rule]!.runs));
    return { label: group, shares: RULES.map((_, rule) => worst(rule)) };
  });
}

function legend(): string[] {
  return RULES.map(({ name }, index) => {
    const x = 20 + index * 145;
    return `<circle cx="${x}" cy="20" r="5" fill="${COLOURS[index]}"/><text x="${x + 10}" y="24">${name}</text>`;
  });
}

function panel(title: string, rows: readonly PlotRow[], top: number): string[] {
  const bottom = top + rows.length * ROW;
  const x = (share: number) => (LEFT + share * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    `<line x1="${x(share)}" x2="${x(share)}" y1="${top}" y2="${bottom}" stroke="#ddd"/>`,
    `<text x="${x(share)}" y="${bottom + 14}" text-anchor="middle" fill="#555">${share * 100} %</text>`,
  ]);
  const dots = rows.flatMap(({ label, shares }, index) => {
    const y = top + (index + 0.5) * ROW;
    // Ours last, so that nothing hides it.
    const circles = shares.map((share, rule) => `<circle cx="${x(share)}" cy="${y}" r="5" fill="${COLOURS[rule]}"/>`);
    return [
      `<line x1="${x(0)}" x2="${x(1)}" y1="${y}" y2="${y}" stroke="#eee"/>`,
      `<text x="${LEFT - 12}" y="${y + 4}" text-anchor="end">${label}</text>`,
      ...circles.reverse(),
    ];
  });
  return [`<text x="20" y="${top - 10}" font-weight="bold">${title}</text>`, ...ticks, ...dots];
}
