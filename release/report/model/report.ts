import type { TrackConfig } from "../../../components/config/schema.ts";
import type { RecordedEvent } from "../../../gates/events.ts";
import { type GateVerdict, gatesIn, type OpenGate } from "../../events/gates.ts";
import { type ConfigChange, configChanges } from "./config-changes.ts";
import type { Update } from "./history.ts";
import type { Measurements } from "./measurements.ts";
import { drawnUntil, END_MS, eventsOf, type Outcome, type Release, wholeSpan } from "./releases.ts";
import { type Phase, phasesOf, type ShareMoment, shareOverTime } from "./timeline.ts";

/** What the SLO gate allows, as shares of 0 to 1. */
export interface Limits {
  readonly errorRate: number;
  readonly slowerThan1s: number;
  readonly slowerThan2s: number;
}

/** An update of the release, with what it asked for that the one before had not. */
export interface ReportedUpdate extends Omit<Update, "config" | "asked"> {
  readonly configChanges: readonly ConfigChange[];
}

/** Weights that were put back, or that an operator has taken: what a verdict does not tell. Times are ms since 1970. */
export interface Intervention {
  readonly at: number;
  readonly by: "shift" | "guard" | "operator" | "ceiling";
  readonly reason: string;
}

/** Everything that is known of one release. Data alone, fit for JSON. Times are ms since 1970. */
export interface Report {
  readonly stack: string;
  readonly number: number;
  /** Releases that the stack's history tells of. */
  readonly releases: number;
  readonly madeAt: number;
  readonly canary: TrackConfig;
  /** What users had when it began. */
  readonly stable: TrackConfig;
  readonly outcome: Outcome;
  readonly from: number;
  readonly to: number;
  /** Up to when there are measurements. */
  readonly drawnUntil: number;
  /** The canary's share of users, as it was set. */
  readonly moments: readonly ShareMoment[];
  readonly phases: readonly Phase[];
  readonly measurements: Measurements;
  /** Absent where no update's config can be read. */
  readonly limits?: Limits;
  readonly verdicts: readonly GateVerdict[];
  /** Gates that have not decided. */
  readonly open: readonly OpenGate[];
  readonly interventions: readonly Intervention[];
  readonly updates: readonly ReportedUpdate[];
  /** What cannot be told, and why. */
  readonly missing: readonly string[];
}

export interface ReportInput {
  readonly stack: string;
  readonly release: Release;
  /** Releases that the history tells of. */
  readonly releases: number;
  /** The whole history, the oldest first. */
  readonly history: readonly Update[];
  /** All of the stack's on this machine, the oldest first. */
  readonly events: readonly RecordedEvent[];
  readonly measurements: Measurements;
  /** Ms since 1970. */
  readonly now: number;
}

/** Puts together what history, events and measurements tell of a release. Pure. */
export function reportOf({ stack, release, releases, history, events, measurements, now }: ReportInput): Report {
  const { from, to } = wholeSpan(release, now);
  const mine = eventsOf(events, release);
  const moments = shareOverTime(release, events, now);
  const { verdicts, open } = gatesIn(mine);
  const limits = limitsOf(release);
  return {
    stack,
    number: release.number,
    releases,
    madeAt: now,
    canary: release.canary,
    stable: release.stable,
    outcome: release.outcome,
    from,
    to,
    drawnUntil: drawnUntil(release, now),
    moments,
    phases: phasesOf(moments, to),
    measurements,
    ...(limits === undefined ? {} : { limits }),
    verdicts,
    // A release that has ended has no gate at work; one that was cut off is no longer news.
    open: release.outcome.kind === "under way" ? open : [],
    interventions: mine.flatMap(interventionOf),
    updates: release.updates.map((update) => {
      const { config: _config, asked: _asked, ...rest } = update;
      return { ...rest, configChanges: configChanges(history[history.indexOf(update) - 1], update) };
    }),
    missing: missingOf(release, mine, measurements),
  };
}

function limitsOf({ updates }: Release): Limits | undefined {
  const slo = updates.findLast(({ asked }) => asked !== undefined)?.asked?.gates.slo;
  if (slo === undefined) return undefined;
  return {
    errorRate: slo.maxErrorRate,
    slowerThan1s: slo.maxShareSlowerThan1s,
    slowerThan2s: slo.maxShareSlowerThan2s,
  };
}

function interventionOf(event: RecordedEvent): Intervention[] {
  const at = Date.parse(event.at);
  switch (event.event) {
    case "weights restored":
      return [{ at, by: event.by, reason: event.reason }];
    case "weights held":
      return [{ at, by: "shift", reason: event.reason }];
    case "weights drained": {
      const freed = event.freed.filter((each) => each.freed > 0);
      const whose = freed.map((each) => `${each.freed} points of ${each.upstream} to ${each.heir ?? "nobody"}`);
      return [{ at, by: "operator", reason: whose.join(", ") || "nothing was left to take" }];
    }
    case "ceiling":
      return event.freed > 0
        ? [{ at, by: "ceiling", reason: `${event.freed} points that exceeded ${event.percent} %` }]
        : [];
    default:
      return [];
  }
}

function missingOf(release: Release, events: readonly RecordedEvent[], { source }: Measurements): string[] {
  const missing: string[] = [];
  const silent = release.updates.filter(
    ({ kind, startedAt, endedAt, result }) =>
      kind === "update" &&
      result !== "unfinished" &&
      !events.some(({ at }) => Date.parse(at) >= startedAt && Date.parse(at) <= endedAt + END_MS),
  );
  if (events.length === 0) {
    missing.push(
      "Gates' verdicts, and the moments at which weights moved: the machine that made this report has no events of the " +
        "release. They are in events.jsonl of the stack's run folder, on the machine that ran its updates. Shares are those " +
        "that updates asked for, from the end of each that succeeded.",
    );
  } else if (silent.length > 0) {
    const numbers = silent.map(({ number }) => number).join(", ");
    missing.push(
      `Events of ${silent.length === 1 ? `update ${numbers}` : `updates ${numbers}`}: none on this machine. It moved and ` +
        "asked nothing, or it was run elsewhere; its share is taken from its result.",
    );
  }
  if (source.kind === "gates") {
    missing.push(
      `Measurements between gates: ${source.reason}. Lines show what the SLO gate counted while it watched.`,
    );
  }
  if (source.kind === "none") missing.push(`Error rate and latency over time: ${source.reason}.`);
  const unread = release.updates.filter(
    ({ asked, kind, result }) => kind === "update" && result !== "unfinished" && asked === undefined,
  );
  if (unread.length > 0) {
    missing.push(
      `What ${unread.map(({ number }) => `update ${number}`).join(", ")} asked for: its config is none of today's.`,
    );
  }
  if (release.updates.every(({ who }) => Object.keys(who).length === 0)) {
    missing.push(
      "Who ran the updates: their engine has noted neither git nor CI. The Pulumi CLI notes both; the embedded engine does not.",
    );
  }
  if (release.updates.some(({ result }) => result === "unfinished")) {
    missing.push("How the last update ended: it is in no history. It is under way, or it has died.");
  }
  return missing;
}
