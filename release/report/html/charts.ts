import type { Line, Metric, Point } from "../model/measurements.ts";
import type { Report } from "../model/report.ts";
import { type Chart, type Drawn, renderChart } from "./chart.ts";
import { type Html, html } from "./markup.ts";
import { duration, percentage, seconds } from "./words.ts";

/** Traffic, errors and latency over the release's time, canary beside stable. */
export function renderCharts(report: Report): Html {
  const { limits } = report;
  const { lines, source } = report.measurements;
  const over = { from: report.from, to: report.drawnUntil };
  const has = (metric: Metric) => lines.some((line) => line.metric === metric);
  const charts: Chart[] = [
    {
      ...over,
      id: "share",
      title: "The canary's share of users",
      summary: shareSummary(report),
      lines: [setShare(report), ...drawn(lines, "share").filter(({ look }) => look === "canary")],
      format: percentage,
      least: 1,
      most: 1,
    },
  ];
  if (has("errorRate")) {
    charts.push({
      ...over,
      id: "errors",
      title: "Error rate",
      summary: comparison(lines, "errorRate", "of executions failed", percentage),
      lines: drawn(lines, "errorRate"),
      format: percentage,
      least: (limits?.errorRate ?? 0.01) * 1.5,
      most: 1,
      ...(limits && { limit: { value: limits.errorRate, text: `allowed: < ${percentage(limits.errorRate)}` } }),
    });
  }
  if (has("slowerThan1s")) {
    charts.push({
      ...over,
      id: "slow",
      title: "Slower than 1 s",
      summary: comparison(lines, "slowerThan1s", "of executions took longer than 1 s", percentage),
      lines: drawn(lines, "slowerThan1s"),
      format: percentage,
      least: (limits?.slowerThan1s ?? 0.05) * 1.5,
      most: 1,
      ...(limits && {
        limit: { value: limits.slowerThan1s, text: `allowed: < ${percentage(limits.slowerThan1s)}` },
      }),
    });
  }
  if (has("p95")) {
    charts.push({
      ...over,
      id: "p95",
      title: "Latency: p95",
      summary: comparison(lines, "p95", "was p95, interpolated", seconds),
      lines: drawn(lines, "p95"),
      format: seconds,
      least: 1.2,
      limit: { value: 1, text: "objective: < 1 s" },
    });
  }
  return html`<section aria-labelledby="over-time"><h2 id="over-time">Over time</h2>
<ul class="legend"><li class="set">share as it was set</li><li class="canary">canary</li><li class="stable">stable</li></ul>
${charts.map(renderChart)}
<p class="source">${sourceText(source)}</p></section>`;
}

function sourceText(source: Report["measurements"]["source"]): string {
  switch (source.kind) {
    case "prometheus":
      return (
        `Measured by Prometheus, users' executions only: each point is over the ${duration(source.windowSeconds * 1000)} before it. ` +
        "p95 is interpolated, for the eye; verdicts rest on counts."
      );
    case "gates":
      return `Counted by the SLO gate, from its start to each of its polls. ${source.reason}.`;
    case "none":
      return `Error rate and latency are not known: ${source.reason}.`;
  }
}

/** Moments as a line: it goes on until the end. */
function setShare({ moments, drawnUntil }: Report): Drawn {
  const drawn = moments.filter(({ at }) => at <= drawnUntil);
  const points = drawn.map(({ at, percent }): Point => [at, percent / 100]);
  const last = points.at(-1);
  return { name: "set", look: "set", isStep: true, points: last ? [...points, [drawnUntil, last[1]]] : points };
}

/** The revision is named where a side has several. */
function drawn(lines: readonly Line[], metric: Metric): Drawn[] {
  const mine = lines.filter((line) => line.metric === metric);
  // Stable's dashes over the canary's line: where they are the same, both show.
  return (["canary", "stable"] as const).flatMap((side) => {
    const ofSide = mine.filter((line) => line.side === side);
    return ofSide.map(({ revision, points }) => ({
      name: ofSide.length === 1 ? side : `${side}, ${revision}`,
      look: side,
      points,
    }));
  });
}

function shareSummary({ phases }: Report): string {
  const told = phases.map(
    ({ percent, from, to, hasPassed }) => `${percent} % for ${duration(to - from)}${hasPassed ? "" : ", not passed"}`,
  );
  return `In order: ${told.join("; ") || "nothing is known"}.`;
}

function comparison(lines: readonly Line[], metric: Metric, what: string, format: (value: number) => string): string {
  const sides = (["canary", "stable"] as const).map((side) => {
    const values = lines
      .filter((line) => line.metric === metric && line.side === side)
      .flatMap(({ points }) => points.flatMap(([, value]) => (value === null ? [] : [value])));
    if (values.length === 0) return `${side}: not measured`;
    const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    return `${side}: ${format(middle)} ${what} in the middle, ${format(Math.max(...values))} at most`;
  });
  return `${sides.join("; ")}.`;
}
