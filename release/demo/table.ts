import { wrap } from "../terminal/wrap.ts";
import type { Finding } from "./check.ts";
import type { SeenSplit, StepMeasure } from "./measure.ts";
import type { RevisionNames } from "./revision-names.ts";
import { GATES, type Shares, type Step } from "./story.ts";

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

const HEADER: Row = ["step", "s", "asked", "seen", "sent", "fail", "canary", "gates"];
const WIDTHS = [23, 5, 5, 5, 5, 4, 6, 0] as const;
const GROUPS = `${"".padEnd(WIDTHS[0] + 1 + WIDTHS[1] + 1)}new release  requests`;
const LEGEND = [
  "new release: its share of /ai/execute in percent, whichever track it is on; asked by config, seen in answers.",
  "fail: where nothing may fail. canary: failed on the canary that was broken or hung. SLO!: that gate did not pass.",
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
      ? [
          "From the start of the command to the last request on the release it left",
          "(the goal on a machine that has nothing else to do is 3 s):",
          ...lefts,
        ]
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
    return index === 0 ? cell.padEnd(width) : cell.padStart(width);
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

/** "smoke page bake SLO!"; the mark is on a gate that did not pass. */
function renderGates({ gates }: StepMeasure): string {
  return GATES.flatMap((gate) => {
    const outcome = gates[gate];
    if (outcome === undefined) return [];
    return [`${GATE_NAMES[gate]}${outcome === "pass" ? "" : "!"}`];
  }).join(" ");
}
