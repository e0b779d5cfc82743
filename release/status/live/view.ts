import type { Check } from "../../../gates/verdict.ts";
import { isAtWork, type OpenGate } from "../../events/gates.ts";
import { truncate } from "../../terminal/wrap.ts";
import type { DeployedStatus, ReleaseStatus } from "../gather.ts";
import { duration, moment, nextText } from "../render.ts";
import { type RoleRow, roleRows, rowsWithoutRole } from "../roles.ts";

/** A line of the view, and how it looks as a whole. */
export interface ViewLine {
  readonly text: string;
  readonly look?: "bold" | "dim" | "good" | "bad";
}

/** What a terminal has room for. */
export interface Size {
  /** Columns and lines, each 1 or more. */
  readonly width: number;
  readonly height: number;
}

/** Lines that belong together, and how many of them are kept when there is little room. */
interface Section {
  readonly lines: readonly ViewLine[];
  readonly least: number;
}

const BAR_COLUMNS = 20;
const KEYS = "q ends this; the release goes on";

/**
 * A running release as one screen: no line is longer than the terminal is wide, and there are never more than fit. What is
 * least needed goes first. Pure.
 *
 * @param trouble why what is shown may be old
 * @param now ms since 1970
 */
export function renderView(status: ReleaseStatus, size: Size, trouble: string | undefined, now: number): ViewLine[] {
  const notes: Section = { lines: trouble === undefined ? [] : [{ text: trouble, look: "bad" }], least: 0 };
  const sections =
    status.kind === "not deployed"
      ? [{ lines: [{ text: `${status.stack}: not deployed` }, { text: `  ${status.reason}` }], least: 1 }, notes]
      : [
          headerOf(status, now, size.width),
          notes,
          ...status.looking.map((gate) => gateOf(gate, size.width, now)),
          verdictsOf(status, now),
          rolesOf(status),
          nextOf(status, now),
        ];
  return fitInto(sections, size.height).map(({ text, ...look }) => ({ text: truncate(text, size.width), ...look }));
}

/** Blank lines between sections go first, then the ends of sections, the last one's before the others'; then all but the next step. */
function fitInto(sections: readonly Section[], height: number): ViewLine[] {
  const shown = sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ lines, least }) => ({ lines: [...lines], least }));
  const count = () => shown.reduce((sum, { lines }) => sum + lines.length, 0);
  const spaced = count() + shown.length - 1 <= height;
  for (const section of shown.toReversed()) {
    while (count() > height && section.lines.length > section.least) section.lines.pop();
  }
  const lines = shown.flatMap((section, index) => [...(spaced && index > 0 ? [{ text: "" }] : []), ...section.lines]);
  return lines.length <= height
    ? lines
    : [...lines.slice(0, height - 1), ...(shown.at(-1)?.lines ?? [])].slice(0, height);
}

function headerOf(
  { stack, passed, askedPercent, bakesUntil, tracks }: DeployedStatus,
  now: number,
  width: number,
): Section {
  const asked = askedPercent === passed.percent ? "" : `, config asks for ${askedPercent} %`;
  const what =
    tracks.canary === undefined && askedPercent === 0 ? "no canary" : `canary at ${passed.percent} %${asked}`;
  const clock = `${moment(now)} UTC`;
  const title = `${stack}: ${what}`;
  const baking =
    bakesUntil === undefined || passed.percent === 0
      ? ""
      : bakesUntil > now
        ? `; bakes until ${moment(bakesUntil)}, ${duration(bakesUntil - now)} more`
        : "; baked";
  return {
    lines: [
      { text: `${title.padEnd(Math.max(title.length + 2, width - clock.length))}${clock}`, look: "bold" },
      { text: `since ${moment(passed.since)}, for ${duration(now - passed.since)}${baking}` },
    ],
    least: 2,
  };
}

/** The running gate: what is left of its time, canary beside stable, and the evidence of each objective. */
function gateOf(gate: OpenGate, width: number, now: number): Section {
  const total = (gate.at - gate.startedAt) / 1000 + (gate.remainingSeconds ?? 0);
  const left = Math.max(0, (gate.remainingSeconds ?? 0) - (now - gate.at) / 1000);
  const isSilent = !isAtWork(gate, now);
  const title = isSilent
    ? `${gate.gate} gate: nothing heard for ${duration(now - gate.at)}; has its update died?`
    : gate.remainingSeconds === undefined
      ? `${gate.gate} gate looks, for ${duration(now - gate.startedAt)}`
      : `${gate.gate} gate looks  ${bar(1 - left / Math.max(1, total))}  ${duration(left * 1000)} left at most`;
  return {
    lines: [{ text: title, look: isSilent ? "bad" : "bold" }, ...measureLines(gate), ...checkLines(gate, width)],
    least: 1 + Math.min(3, measureLines(gate).length),
  };
}

function bar(done: number): string {
  const full = Math.round(Math.min(1, Math.max(0, done)) * BAR_COLUMNS);
  return `[${"#".repeat(full)}${".".repeat(BAR_COLUMNS - full)}]`;
}

function measureLines({ measures }: OpenGate): ViewLine[] {
  const cell = (text: string) => text.padStart(11);
  const share = (bad: number, of: number) => (of === 0 ? "–" : `${Number(((bad / of) * 100).toFixed(2))} %`);
  const rows = measures.flatMap(({ side, counts }): ViewLine[] => {
    if (counts === undefined) return [];
    const { requests, errors, measured, slowerThan1s, slowerThan2s } = counts;
    const shares = [share(errors, requests), share(slowerThan1s, measured), share(slowerThan2s, measured)];
    return [
      {
        text: `  ${(side === "judged" ? "canary" : "stable").padEnd(7)}${[String(requests), ...shares].map(cell).join("")}`,
      },
    ];
  });
  if (rows.length === 0) return [];
  return [
    { text: `  ${"".padEnd(7)}${["requests", "errors", "> 1 s", "> 2 s"].map(cell).join("")}`, look: "dim" },
    ...rows,
  ];
}

/** Each objective of the strategy: its state, and how far its e-value is from failing. */
function checkLines({ checks, measures }: OpenGate, width: number): ViewLine[] {
  const evidence = checks.filter(({ eValue, outcome }) => eValue !== undefined || outcome !== "pass");
  const revisions = measures.map(({ revision }) => ` of ${revision}`);
  const room = Math.max(20, width - 2 - 2 - EVIDENCE_COLUMNS);
  return evidence.map((check): ViewLine => {
    const name = revisions.reduce((text, revision) => text.replaceAll(revision, ""), check.name);
    const text = `  ${MARKS[check.outcome]} ${truncate(name, room).padEnd(room)}${evidenceOf(check).padStart(EVIDENCE_COLUMNS)}`;
    return check.outcome === "fail" || check.outcome === "error" ? { text, look: "bad" } : { text };
  });
}

const EVIDENCE_COLUMNS = 32;
const MARKS: Readonly<Record<Check["outcome"], string>> = { pass: "✓", fail: "✗", inconclusive: "…", error: "!" };

function evidenceOf({ interval, eValue, eValueLimit, value }: Check): string {
  if (eValue === undefined || eValueLimit === undefined) return String(value ?? "");
  const upTo = interval === undefined ? "" : `≤ ${Number((interval[1] * 100).toPrecision(3))} %  `;
  const size = eValue >= 1e5 ? eValue.toExponential(1) : String(Number(eValue.toPrecision(3)));
  return `${upTo}e ${size} of ${Math.round(eValueLimit)}`;
}

function verdictsOf({ gates }: DeployedStatus, now: number): Section {
  if (gates.length === 0) return { lines: [{ text: "no gate has decided on this machine", look: "dim" }], least: 0 };
  const latestFirst = gates.toReversed();
  const lines = latestFirst.flatMap(({ gate, outcome, at, reasons = [] }): ViewLine[] => {
    const text = `${gate.padEnd(9)} ${outcome.padEnd(12)} ${duration(now - Date.parse(at))} ago`;
    if (outcome === "pass") return [{ text }];
    return [{ text: `${text}: ${reasons[0] ?? ""}`, look: "bad" }];
  });
  return { lines: [{ text: "last verdicts", look: "dim" }, ...lines], least: 2 };
}

/** One line a track, so that a release fits: what stands behind a service's name tells its revisions apart. */
function rolesOf(status: DeployedStatus): Section {
  const rows = [...roleRows(status), ...rowsWithoutRole(status)];
  const services = [...new Set(rows.map(({ service }) => service))].sort();
  const names = new Map(
    services.map((service) => [service, rows.filter((row) => row.service === service).map((row) => shortName(row))]),
  );
  const widthOf = (service: string) =>
    Math.max(service.length, ...(names.get(service) ?? []).map((name) => name.length)) + 2;
  const tracks = [...new Set(rows.map(({ track }) => track))];
  const line = (first: string, asked: string, real: string, cells: readonly string[]) =>
    `${first.padEnd(9)}${asked.padStart(6)}${real.padStart(10)}  ${cells.map((text, index) => text.padEnd(widthOf(services[index] ?? ""))).join("")}`.trimEnd();
  const lines = tracks.map((track): ViewLine => {
    const mine = rows.filter((row) => row.track === track);
    // What a track shares with another says nothing of it, unless all of it is shared.
    const own = mine.filter(({ revision }) => rows.every((row) => row.revision !== revision || row.track === track));
    const telling = own.length > 0 ? own : mine;
    const cells = services.map((service) => shortName(mine.find((row) => row.service === service)));
    return {
      text: line(track, range(telling.map(({ asked }) => asked)), range(telling.map(({ real }) => real)), cells),
    };
  });
  const drained: ViewLine[] =
    status.real.kind === "known" && status.real.drained.length > 0
      ? [{ text: `drained by an operator: ${status.real.drained.join(", ")}`, look: "bad" }]
      : [];
  const unknown: ViewLine[] =
    status.real.kind === "unknown" ? [{ text: `the gateway does not answer: ${status.real.reason}`, look: "bad" }] : [];
  const head: ViewLine = { text: line("track", "asked", "real", services), look: "dim" };
  return { lines: [head, ...lines, ...drained, ...unknown], least: 3 };
}

function shortName(row: RoleRow | undefined): string {
  if (row === undefined) return "";
  return row.revision.startsWith(`${row.service}-`) ? row.revision.slice(row.service.length + 1) : row.revision;
}

/** "10 %", or "0–50 %" where services differ, as while weights move. */
function range(shares: readonly (number | undefined)[]): string {
  const known = shares.filter((share) => share !== undefined);
  if (known.length === 0) return "?";
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return least === most ? `${least} %` : `${least}–${most} %`;
}

function nextOf(status: DeployedStatus, now: number): Section {
  return { lines: [{ text: `next: ${nextText(status, now)}` }, { text: KEYS, look: "dim" }], least: 1 };
}
