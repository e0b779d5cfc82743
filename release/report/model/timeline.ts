import type { RecordedEvent } from "../../../gates/events.ts";
import type { Update } from "./history.ts";
import { END_MS, eventsOf, type Release, wholeSpan } from "./releases.ts";

/** Why the canary's share became what it is. */
export type ShareCause =
  /** It is being watched; nothing of it has passed. */
  | "tried"
  | "passed"
  /** Back at the last pass. */
  | "restored"
  /** Config asks for less: lowered before anything else. */
  | "lowered"
  /** Taken away at the gateway by an operator. */
  | "drained"
  /** Not passed, and left as it is. */
  | "held";

/** From `at` (ms since 1970) on the canary has this share of users, in percent. */
export interface ShareMoment {
  readonly at: number;
  readonly percent: number;
  readonly cause: ShareCause;
  /** `history`: no event tells, so the moment is the end of the update. */
  readonly source: "events" | "history";
}

/**
 * The share that the gateway gave the canary over the time of a release, from what was done there; where no event tells of an
 * update, from its result alone. Pure. Begins with the share at the start.
 *
 * @param events of the stack, the oldest first
 */
export function shareOverTime(release: Release, events: readonly RecordedEvent[], now: number): ShareMoment[] {
  const { from } = wholeSpan(release, now);
  const told = eventsOf(events, release).flatMap((event) => momentOf(event, release));
  const untold = release.updates.flatMap((update) =>
    told.some(({ at }) => isWithin(at, update)) ? [] : momentOfResult(update, release),
  );
  let passed = 0;
  const moments: ShareMoment[] = [{ at: from, percent: 0, cause: "passed", source: "history" }];
  for (const { percent, ...moment } of [...told, ...untold].toSorted((a, b) => a.at - b.at)) {
    const last = moments.at(-1)?.percent ?? 0;
    const share = percent === "as passed" ? passed : percent === "as it is" ? last : percent;
    // Less than has passed is tried by nobody: it needs no gate.
    const cause = moment.cause === "tried" && share <= passed ? "lowered" : moment.cause;
    if (cause === "passed") passed = share;
    // Weights are written anew by each update, also where they stay as they are.
    if (cause === "lowered" && share === last) continue;
    if (cause === "lowered" || cause === "drained") passed = Math.min(passed, share);
    moments.push({ ...moment, cause, percent: share });
  }
  return moments;
}

interface Told extends Omit<ShareMoment, "percent"> {
  readonly percent: number | "as passed" | "as it is";
}

function momentOf(event: RecordedEvent, release: Release): Told[] {
  const at = Date.parse(event.at);
  const moment = (percent: Told["percent"], cause: ShareCause): Told[] => [{ at, percent, cause, source: "events" }];
  const update = release.updates.find((candidate) => isWithin(at, candidate));
  switch (event.event) {
    case "weights moved": {
      const asked = update && shareAskedBy(update, release);
      return asked === undefined ? [] : moment(asked, "tried");
    }
    case "weights committed": {
      const asked = update && shareAskedBy(update, release);
      return moment(asked ?? event.percent, "passed");
    }
    case "weights restored":
      return moment("as passed", "restored");
    case "weights held":
      return moment("as it is", "held");
    case "weights drained":
      return event.freed.some(({ freed }) => freed > 0) ? moment(0, "drained") : [];
    case "ceiling": {
      if (event.freed === 0) return [];
      return moment((update && shareAskedBy(update, release)) ?? event.percent, "lowered");
    }
    default:
      return [];
  }
}

function momentOfResult(update: Update, release: Release): Told[] {
  const asked = update.result === "succeeded" ? shareAskedBy(update, release) : undefined;
  return asked === undefined ? [] : [{ at: update.endedAt, percent: asked, cause: "passed", source: "history" }];
}

/** What an update asks for the release's canary: all of it once it is stable, nothing when it is neither. */
function shareAskedBy({ kind, asked }: Update, { canary }: Release): number | undefined {
  if (kind === "destroy") return 0;
  if (kind !== "update" || asked === undefined) return undefined;
  if (isSame(asked.stable, canary)) return 100;
  return asked.canary && isSame(asked.canary, canary) ? asked.canaryPercent : 0;
}

function isSame(a: object, b: Release["canary"]): boolean {
  return Object.entries(b).every(([key, value]) => (a as Record<string, unknown>)[key] === value);
}

function isWithin(at: number, { startedAt, endedAt, result }: Update): boolean {
  return at >= startedAt && (result === "unfinished" || at <= endedAt + END_MS);
}

/** A stretch of time in which the share was one. */
export interface Phase {
  readonly percent: number;
  readonly from: number;
  readonly to: number;
  /** Whether the share had passed, at least in the end. */
  readonly hasPassed: boolean;
}

/** The moments as stretches: what was tried and then passed is one. Pure. @param until where the last one ends */
export function phasesOf(moments: readonly ShareMoment[], until: number): Phase[] {
  const phases: Phase[] = [];
  for (const [index, { at, percent, cause }] of moments.entries()) {
    const to = moments[index + 1]?.at ?? until;
    const last = phases.at(-1);
    const hasPassed = cause !== "tried" && cause !== "held";
    if (last?.percent === percent) phases[phases.length - 1] = { ...last, to, hasPassed: last.hasPassed || hasPassed };
    else phases.push({ percent, from: at, to, hasPassed });
  }
  return phases.filter(({ from, to }) => to > from);
}
