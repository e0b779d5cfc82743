import type { LoadSummary, Quantiles } from "./summary.ts";

/** One line on a second of the load. */
export function formatProgress(second: number, summary: LoadSummary): string {
  return [
    `${String(second).padStart(4)} s`,
    `${summary.sent} sent`,
    `${summary.failed} failed`,
    formatQuantiles(summary.latencyMs),
    formatSplit(summary),
    ...formatComplaints(summary),
  ].join("  ");
}

/** What came of the whole load, a few lines. */
export function formatSummary(summary: LoadSummary): string {
  const seconds = (summary.to - summary.from) / 1_000;
  const statuses = Object.entries(summary.byStatus).map(([status, count]) => `${status}: ${count}`);
  const rate = seconds > 0 ? ` (${(summary.sent / seconds).toFixed(1)}/s)` : "";
  return [
    `${summary.sent} requests in ${seconds.toFixed(1)} s${rate}, ${summary.failed} failed`,
    `status   ${statuses.join("  ") || "none"}`,
    `latency  ${formatQuantiles(summary.latencyMs)}`,
    `split    ${formatSplit(summary)}`,
    ...formatComplaints(summary),
  ].join("\n");
}

function formatQuantiles(quantiles: Quantiles | null): string {
  if (quantiles === null) return "no answer yet";
  const { p50, p95, p99, max } = quantiles;
  return `p50 ${p50.toFixed(1)}  p95 ${p95.toFixed(1)}  p99 ${p99.toFixed(1)}  max ${max.toFixed(1)} ms`;
}

function formatSplit({ byRevision }: LoadSummary): string {
  const entries = Object.entries(byRevision).sort(([a], [b]) => a.localeCompare(b));
  const total = entries.reduce((sum, [, { requests }]) => sum + requests, 0);
  return (
    entries.map(([name, { requests }]) => `${name} ${((100 * requests) / total).toFixed(1)} %`).join("  ") || "nobody"
  );
}

function formatComplaints(summary: LoadSummary): string[] {
  if (summary.keptRate) return [];
  const lateness = summary.latenessMs === null ? "" : `, p99 sent ${summary.latenessMs.p99.toFixed(0)} ms late`;
  return [`rate not kept: ${summary.skipped} requests skipped${lateness}`];
}
