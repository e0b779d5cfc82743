import { scaleLinear, scaleUtc } from "d3-scale";
import { curveLinear, curveStepAfter, line as path } from "d3-shape";
import type { Point } from "../model/measurements.ts";
import { type Html, html } from "./markup.ts";
import { clock, moment } from "./words.ts";

/** One line of a chart. */
export interface Drawn {
  /** For people, and in the tables. */
  readonly name: string;
  /** What it looks like: a class of the style. */
  readonly look: "canary" | "stable" | "set";
  readonly points: readonly Point[];
  /** A value holds until the next one. */
  readonly isStep?: boolean;
}

export interface Chart {
  /** Unique in the page; letters and dashes. */
  readonly id: string;
  readonly title: string;
  /** What it shows, for whoever cannot see it: the point of it, not its shape. */
  readonly summary: string;
  readonly from: number;
  readonly to: number;
  readonly lines: readonly Drawn[];
  readonly format: (value: number) => string;
  /** Least upper end of the axis. */
  readonly least: number;
  /** The axis ends here at the latest. */
  readonly most?: number;
  readonly limit?: { readonly value: number; readonly text: string };
}

/** Units of the drawing; it is stretched to the room that there is, and its labels are not part of it. */
const [WIDTH, HEIGHT] = [1000, 100];
const X_TICKS = 5;
const Y_TICKS = 4;
/** Rows of a table, and columns that say their numbers under a pointer, at most. */
const MOST_ROWS = 40;
const MOST_COLUMNS = 80;
const SECONDS_UP_TO_MS = 20 * 60_000;
const DAYS_FROM_MS = 48 * 3_600_000;

/** A chart over the time of a release, with its numbers in a table below. */
export function renderChart(chart: Chart): Html {
  const { id, title, summary, from, to, lines, format, limit } = chart;
  const x = scaleUtc([new Date(from), new Date(Math.max(to, from + 1))], [0, WIDTH]);
  const values = lines.flatMap(({ points }) => points.flatMap(([, value]) => (value === null ? [] : [value])));
  const top = Math.min(chart.most ?? Number.POSITIVE_INFINITY, Math.max(chart.least, ...values));
  const y = scaleLinear([0, top], [HEIGHT, 0]).nice(Y_TICKS);
  const [, highest = top] = y.domain();
  const end = chart.most === undefined ? highest : Math.min(highest, chart.most);
  y.domain([0, end]);
  const trace = ({ points, isStep }: Drawn) =>
    path<Point>()
      .defined(([, value]) => value !== null)
      .x(([at]) => x(new Date(at)))
      .y(([, value]) => y(value ?? 0))
      .curve(isStep ? curveStepAfter : curveLinear)
      .digits(1)(points) ?? "";
  // A point between two gaps is a line of no length.
  const dots = ({ points }: Drawn) =>
    points
      .filter(([, value], index) => value !== null && isGap(points[index - 1]) && isGap(points[index + 1]))
      .map(([at, value]) => `M${x(new Date(at)).toFixed(1)},${y(value ?? 0).toFixed(1)}h0`)
      .join("");
  const share = (position: number, whole: number) => ((position / whole) * 100).toFixed(2);
  const yTicks = y.ticks(Y_TICKS);
  const xTicks = x.ticks(X_TICKS);
  return html`<figure id="${id}">
<figcaption><h3>${title}</h3></figcaption>
<div class="plot">
<div class="y" aria-hidden="true">${yTicks.map((tick) => html`<span style="top:${share(y(tick), HEIGHT)}%">${format(tick)}</span>`)}</div>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${summary}</desc>
${yTicks.map((tick) => html`<path class="grid" d="M0,${y(tick).toFixed(1)}H${WIDTH}"/>`)}
${limit && limit.value <= end ? html`<path class="limit" d="M0,${y(limit.value).toFixed(1)}H${WIDTH}"/>` : undefined}
${lines.map((each) => html`<path class="line ${each.look}" d="${trace(each)}"/>`)}
${lines.map((each) => html`<path class="line ${each.look} dots" d="${dots(each)}"/>`)}
${renderColumns(chart, (at) => x(new Date(at)))}
</svg>
${limit && limit.value <= end ? html`<span class="limit-text" aria-hidden="true" style="top:${share(y(limit.value), HEIGHT)}%">${limit.text}</span>` : undefined}
<div class="x" aria-hidden="true">${xTicks.map((tick) => html`<span style="left:${share(x(tick), WIDTH)}%">${timeOf(tick.getTime(), to - from)}</span>`)}</div>
</div>
${renderTable(chart)}
</figure>`;
}

function isGap(point: Point | undefined): boolean {
  return point === undefined || point[1] === null;
}

/** "04:06:40" for minutes, "04:06" for hours, "11-26" for days. */
function timeOf(at: number, spanMs: number): string {
  if (spanMs <= SECONDS_UP_TO_MS) return clock(at);
  return spanMs < DAYS_FROM_MS ? clock(at).slice(0, 5) : moment(at).slice(5, 10);
}

/** Every time at which some line has a point, with the value of each line there: of a step, the one that holds. */
function rowsOf({ lines, to }: Chart, most: number): { at: number; values: (number | null)[] }[] {
  const times = [...new Set(lines.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
  const every = Math.ceil(times.length / most);
  return times
    .filter((at, index) => at <= to && index % every === 0)
    .map((at) => ({
      at,
      values: lines.map(({ points, isStep }) => {
        const known = isStep ? points.findLast(([time]) => time <= at) : points.find(([time]) => time === at);
        return known?.[1] ?? null;
      }),
    }));
}

/** Invisible columns: a pointer on one sees its numbers, as the browser shows titles. */
function renderColumns(chart: Chart, x: (at: number) => number): Html[] {
  const rows = rowsOf(chart, MOST_COLUMNS);
  return rows.map(({ at, values }, index) => {
    const [left, right] = [x(at), x(rows[index + 1]?.at ?? chart.to)];
    const told = chart.lines.map(({ name }, line) => `${name} ${valueText(chart, values[line])}`);
    return html`<rect class="column" x="${left.toFixed(1)}" y="0" width="${Math.max(0, right - left).toFixed(1)}" height="${HEIGHT}"><title>${[clock(at), ...told].join("\n")}</title></rect>`;
  });
}

function renderTable(chart: Chart): Html {
  const rows = rowsOf(chart, MOST_ROWS);
  return html`<details class="numbers"><summary>Numbers: ${chart.title}</summary>
<table><thead><tr><th scope="col">Time</th>${chart.lines.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ at, values }) =>
      html`<tr><th scope="row">${clock(at)}</th>${values.map((value) => html`<td>${valueText(chart, value)}</td>`)}</tr>
`,
  )}</tbody></table></details>`;
}

function valueText({ format }: Chart, value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : format(value);
}
