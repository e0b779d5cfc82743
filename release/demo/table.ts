import type { Finding } from "./check.ts";
import type { SeenSplit, StepMeasure } from "./measure.ts";
import type { RevisionNames } from "./revision-names.ts";
import { GATES, type Shares, type Step } from "./story.ts";
import { wrap } from "./wrap.ts";

/** One step with all that is known of it. */
export interface StepResult {
  readonly step: Step;
  readonly measure: StepMeasure;
  readonly findings: readonly Finding[];
}

type Row = readonly [
  step: string,
  s: string,
  asked: string,
  seen: string,
  sent: string,
  failed: string,
  on: string,
  gates: string,
];

const HEADER: Row = ["step", "s", "asked", "seen", "sent", "failed", "canary", "gates"];
const WIDTHS = [24, 5, 5, 6, 6, 6, 6, 0] as const;
const GROUPS = `${"".padEnd(WIDTHS[0] + 1 + WIDTHS[1] + 1)}new release % ${"requests".padStart(10)}`;
const LEGEND = [
  "new release %: its share of /ai/execute, whichever track it is on; asked of the config, seen in answers.",
  "failed: where nothing may fail. canary: failed on the canary that was broken or hung. SLO:fail: it was taken back.",
].flatMap((line) => wrap(line));
const GATE_NAMES = { smoke: "smoke", frontend: "page", bake: "bake", slo: "SLO" } as const;

/** The table at the end: one line for each step, at most 80 columns. */
export function renderTable(results: readonly StepResult[], names: RevisionNames): string {
  const rows = results.map(({ step, measure }): Row => {
    const { requests, seconds } = measure;
    const asked = step.expect.tried ?? step.expect.stands;
    return [
      `${step.id.padEnd(3)}${step.title}`,
      seconds.toFixed(1),
      step.command === "destroy" ? "" : String(newShare(asked)),
      seenShare(step.expect.tried ? measure.tried : measure.stands, names),
      String(requests.sent),
      String(requests.failed),
      requests.onBrokenCanary > 0 ? String(requests.onBrokenCanary) : "",
      renderGates(measure),
    ];
  });
  return [GROUPS, renderRow(HEADER), ...rows.map(renderRow), "", ...LEGEND].join("\n");
}

/** What the table has no room for: what was not live yet, how fast traffic left, and what did not hold. */
export function renderNotes(results: readonly StepResult[]): string {
  const findings = results.flatMap(({ step, findings }) => findings.map((finding) => ({ step, finding })));
  const broken = findings.filter(({ finding }) => !finding.holds);
  const lefts = results.flatMap(({ step, measure }) =>
    typeof measure.secondsToLast === "number"
      ? [`  ${step.id.padEnd(3)}${step.title}: ${measure.secondsToLast.toFixed(2)} s`]
      : [],
  );
  const notLive = results.reduce((sum, { measure }) => sum + measure.requests.notLive, 0);
  const requests = results.reduce((sum, { measure }) => sum + measure.requests.sent, 0);
  return [
    ...(lefts.length > 0
      ? ["From the start of the command to the last request on the release it left:", ...lefts]
      : []),
    ...wrap(
      `${requests} requests; ${notLive} of them came before the first deploy was live or while it was destroyed ` +
        "(404, or nobody listening) and are not counted as failed.",
    ),
    `${findings.length - broken.length} of ${findings.length} expectations held.`,
    ...broken.flatMap(({ step, finding }) =>
      wrap(`step ${step.id} ${step.title}: not so: ${finding.what}. Seen: ${finding.seen}`, "  "),
    ),
  ].join("\n");
}

function renderRow(row: Row): string {
  const cells = row.map((cell, index) => {
    const width = WIDTHS[index] ?? 0;
    return index === 0 ? cell.padEnd(width) : width === 0 ? ` ${cell}` : cell.padStart(width);
  });
  return cells.join(" ").trimEnd();
}

/** What does not run the steady release, in points of 100. */
function newShare(shares: Shares): number {
  return Object.entries(shares).reduce((sum, [release, share]) => (release === "steady" ? sum : sum + share), 0);
}

function seenShare(seen: SeenSplit | undefined, names: RevisionNames): string {
  if (!seen || seen.requests === 0) return "";
  const steady = seen.byRevision[names.steady.automationService ?? ""] ?? 0;
  return (((seen.requests - steady) / seen.requests) * 100).toFixed(1);
}

/** "smoke page bake SLO"; a gate that did not pass says what it said. */
function renderGates({ gates }: StepMeasure): string {
  return GATES.flatMap((gate) => {
    const outcome = gates[gate];
    if (outcome === undefined) return [];
    return [outcome === "pass" ? GATE_NAMES[gate] : `${GATE_NAMES[gate]}:${outcome}`];
  }).join(" ");
}
