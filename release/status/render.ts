import type { ReleaseStatus } from "./gather.ts";
import type { NextStep, PlannedStep } from "./next-step.ts";

type Deployed = Extract<ReleaseStatus, { kind: "deployed" }>;

/** The status for people, in lines of at most 80 columns but for long names. Pure. @param now ms since 1970 */
export function renderStatus(status: ReleaseStatus, now: number): string[] {
  if (status.kind === "not deployed") return [`${status.stack}: not deployed (${status.reason})`];
  return [
    `${status.stack}: canary at ${status.passed.percent} % for ${duration(now - status.passed.since)}${askedNote(status)}`,
    "",
    ...Object.entries(status.tracks).flatMap(([track, services]) =>
      Object.values(services).map((revision, index) => `  ${(index === 0 ? track : "").padEnd(9)} ${revision}`),
    ),
    "",
    ...realLines(status),
    ...gateLines(status, now),
    "",
    `next: ${describeNext(status.next, status.stack, now)}`,
  ];
}

/** What is true now and what may be done next, in one line. Pure. @param now ms since 1970 */
export function summarizeStatus(status: ReleaseStatus, now: number): string {
  const [first = ""] = renderStatus(status, now);
  if (status.kind === "not deployed") return first;
  const drained = status.real.kind === "known" && status.real.drained.length > 0 ? "; drained by an operator" : "";
  return `${first}${drained}; next: ${describeNext(status.next, status.stack, now)}`;
}

function askedNote({ askedPercent, passed }: Deployed): string {
  return askedPercent === passed.percent ? "" : `; config asks for ${askedPercent} %`;
}

function realLines({ real }: Deployed): string[] {
  if (real.kind === "unknown") return [`traffic: not known (${real.reason})`];
  const lines = Object.entries(real.shares).flatMap(([upstream, shares]) => [
    `  ${upstream}`,
    ...Object.entries(shares).map(([revision, share]) => `    ${`${Math.round(share)} %`.padStart(5)}  ${revision}`),
    ...(Object.keys(shares).length === 0 ? ["    nobody has traffic"] : []),
  ]);
  const drained = real.drained.map((revision) => `  drained by an operator: ${revision}`);
  return ["traffic, as the gateway splits it:", ...lines, ...drained];
}

function gateLines({ gates }: Deployed, now: number): string[] {
  if (gates.length === 0) return ["", "gates: no update has run on this machine"];
  const lines = gates.map(
    ({ gate, outcome, at }) => `  ${gate.padEnd(9)} ${outcome}, ${duration(now - Date.parse(at))} ago`,
  );
  return ["", "gates, last verdicts:", ...lines];
}

/** What may be done next, with the command. @param now ms since 1970 */
export function describeNext(next: NextStep, stack: string, now: number): string {
  switch (next.kind) {
    case "begin":
      return "set `canary` in the stack's config to begin a release";
    case "update":
      return `\`bin/pulumi up -s ${stack}\`: config asks for ${next.to} %, ${next.from} % has passed`;
    case "advance":
      return `\`bin/canary advance ${stack}\` to ${next.to} %${when(next.earliest, now)}`;
    case "promote":
      return `\`bin/canary promote ${stack}\`${when(next.earliest, now)}`;
  }
}

/** The plan for people. Pure. @param now ms since 1970 */
export function renderPlan(status: ReleaseStatus, now: number): string[] {
  if (status.kind === "not deployed") return renderStatus(status, now);
  if (status.plan.length === 0) return [`${status.stack}: no release is under way`];
  const lines = status.plan.map(({ step, earliest, gates }: PlannedStep) => {
    const what = step.kind === "promote" ? "promote" : `${step.to} %`;
    const asked = gates.length === 0 ? "no gate" : gates.join(", ");
    return `  ${new Date(earliest).toISOString().slice(0, 16).replace("T", " ")}  ${what.padEnd(8)} ${asked}`;
  });
  return [`${status.stack}: canary at ${status.passed.percent} %; at the earliest, in UTC:`, ...lines];
}

function when(earliest: number, now: number): string {
  return earliest <= now ? ", now" : `, in ${duration(earliest - now)}`;
}

/** "1 h 5 min", "40 s". @param ms negative counts as 0 */
function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
