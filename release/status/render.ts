import { isAtWork } from "../events/gates.ts";
import { wrap } from "../terminal/wrap.ts";
import type { DeployedStatus, ReleaseStatus } from "./gather.ts";
import type { NextStep, PlannedStep } from "./next-step.ts";
import { roleRows, rowsWithoutRole } from "./roles.ts";

/** The status for people, in lines of at most 80 columns but for long names. Pure. @param now ms since 1970 */
export function renderStatus(status: ReleaseStatus, now: number): string[] {
  if (status.kind === "not deployed") return [`${status.stack}: not deployed (${status.reason})`];
  return [
    `${status.stack}: ${exposureText(status)} for ${duration(now - status.passed.since)}${askedNote(status)}`,
    ...bakeLines(status, now),
    "",
    ...roleLines(status),
    ...gateLines(status, now),
    ...lookingLines(status, now),
    "",
    `next: ${nextText(status, now)}`,
  ];
}

/** What is true now and what may be done next, in one line. Pure. @param now ms since 1970 */
export function summarizeStatus(status: ReleaseStatus, now: number): string {
  const [first = ""] = renderStatus(status, now);
  if (status.kind === "not deployed") return first;
  const drained = status.real.kind === "known" && status.real.drained.length > 0 ? "; drained by an operator" : "";
  return `${first}${drained}; next: ${describeNext(status.next, status.stack, now)}`;
}

function exposureText({ tracks, askedPercent, passed }: DeployedStatus): string {
  return tracks.canary === undefined && askedPercent === 0 ? "no canary" : `canary at ${passed.percent} %`;
}

function askedNote({ askedPercent, passed }: DeployedStatus): string {
  return askedPercent === passed.percent ? "" : `; config asks for ${askedPercent} %`;
}

/** From when to when the share that has passed is kept. */
function bakeLines({ passed, bakesUntil }: DeployedStatus, now: number): string[] {
  if (bakesUntil === undefined || passed.percent === 0) return [];
  const left = bakesUntil > now ? `bakes until ${moment(bakesUntil)}, ${duration(bakesUntil - now)} more` : "baked";
  return [`  since ${moment(passed.since)} UTC; ${left}`];
}

function roleLines(status: DeployedStatus): string[] {
  const { real } = status;
  const cell = (share: number | undefined) => `${share ?? "?"} %`.padStart(6);
  const rows = [...roleRows(status), ...rowsWithoutRole(status)];
  const lines = rows.map(({ track, revision, asked, real: share }, index) => {
    const name = track === rows[index - 1]?.track ? "" : track;
    return `  ${name.padEnd(9)}${cell(asked)} ${cell(share)}  ${revision}`;
  });
  return [
    `  ${"".padEnd(9)}${"asked".padStart(6)} ${"real".padStart(6)}`,
    ...lines,
    ...(real.kind === "unknown" ? wrap(`What the gateway does is not known: ${real.reason}`, "  ") : []),
    ...(real.kind === "known" ? real.drained.map((revision) => `  drained by an operator: ${revision}`) : []),
  ];
}

function gateLines({ gates }: DeployedStatus, now: number): string[] {
  if (gates.length === 0) return ["", "gates: no update has run on this machine"];
  const lines = gates.flatMap(({ gate, outcome, at, reasons = [] }) => [
    `  ${gate.padEnd(9)} ${outcome}, ${duration(now - Date.parse(at))} ago`,
    ...reasons.flatMap((reason) => wrap(reason, "            ")),
  ]);
  return ["", "gates, last verdicts:", ...lines];
}

function lookingLines({ looking }: DeployedStatus, now: number): string[] {
  return looking.flatMap((gate) => {
    const left = gate.remainingSeconds === undefined ? "" : `, ${Math.ceil(gate.remainingSeconds)} s left at most`;
    const since = `for ${duration(gate.at - gate.startedAt)}${left}; last heard of ${duration(now - gate.at)} ago`;
    const counted = gate.measures.map(
      ({ side, text }) => `            ${side === "judged" ? "canary" : "stable"}: ${text}`,
    );
    return ["", `  ${gate.gate.padEnd(9)} looks ${since}`, ...counted];
  });
}

/** What may be done next; while a gate looks, that is to wait. Pure. @param now ms since 1970 */
export function nextText({ next, stack, looking }: DeployedStatus, now: number): string {
  const gate = looking.find((each) => isAtWork(each, now));
  return gate ? `wait: an update is under way, and its ${gate.gate} gate looks` : describeNext(next, stack, now);
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

/** "04:06:02". @param at ms since 1970 */
export function moment(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

/** "1 h 5 min", "40 s". @param ms negative counts as 0 */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
