import type { TrackConfig } from "../../../components/config/schema.ts";
import type { RecordedEvent } from "../../../gates/events.ts";
import { sameData } from "../../../gates/subject.ts";
import type { Update } from "./history.ts";

/** What became of a release. Times are ms since 1970. */
export type Outcome =
  /** The canary is in config, and the share of users that it has passed with is this. */
  | { readonly kind: "under way"; readonly percent: number }
  | { readonly kind: "promoted"; readonly at: number }
  /** It was promoted, and users then went back to what they had before. */
  | { readonly kind: "undone"; readonly promotedAt: number; readonly at: number }
  /** Its traffic was taken away, or a share that never passed was given up. */
  | { readonly kind: "rolled back"; readonly at: number }
  /** It left the config without being promoted, or the stack was destroyed. */
  | { readonly kind: "removed"; readonly at: number }
  /** Another canary took its place in config. */
  | { readonly kind: "replaced"; readonly at: number; readonly by: TrackConfig };

/** A release: from the update that names a canary to the one by which there is none, or to the last one. */
export interface Release {
  /** Its place among the stack's releases; the oldest in the history is 1. */
  readonly number: number;
  readonly canary: TrackConfig;
  /** What users had when it began. */
  readonly stable: TrackConfig;
  /** Every update of it, also those that failed, the oldest first; never empty. */
  readonly updates: readonly Update[];
  /** Its time, the oldest first; never empty. The undoing of a promotion is a time of its own: others may lie between. */
  readonly spans: readonly Span[];
  readonly outcome: Outcome;
}

/** Ms since 1970, both within; `to` is absent for what goes on. */
export interface Span {
  readonly from: number;
  readonly to?: number;
}

interface Draft {
  readonly number: number;
  readonly canary: TrackConfig;
  readonly stable: TrackConfig;
  readonly updates: Update[];
  readonly spans: Span[];
  /** Whether it was ever to have users. */
  isTried: boolean;
  outcome: Outcome;
}

/** Times of a history are whole seconds, cut: an update ends within this of what the history has. */
export const END_MS = 1000;

/**
 * The releases that a stack's history tells of, the oldest first. Pure.
 *
 * A canary is its versions and its flag, as in the model of docs/ARCHITECTURE.md: another of either is another release. One
 * whose traffic was taken away begins anew when it gets a share again, as its phases do. An update that failed ends
 * nothing but where it names another canary: what it asked for is not so yet.
 *
 * @param updates the oldest first
 */
export function releasesIn(updates: readonly Update[]): Release[] {
  const releases: Draft[] = [];
  let open: Draft | undefined;
  /** The last that became stable, while it is. */
  let promoted: Draft | undefined;
  /** A canary that is still in config after its release has ended. */
  let retired: TrackConfig | undefined;

  const end = (draft: Draft, outcome: Exclude<Outcome, { kind: "under way" }>, to = outcome.at + END_MS) => {
    draft.outcome = outcome;
    draft.spans[0] = { ...draft.spans[0]!, to };
    open = undefined;
  };

  for (const [index, update] of updates.entries()) {
    const { kind, result, asked, endedAt: at } = update;
    const isDone = result === "succeeded";
    if (kind === "destroy" && isDone) {
      open?.updates.push(update);
      if (open) end(open, { kind: "removed", at });
      promoted = retired = undefined;
      continue;
    }
    if (kind !== "update" || asked === undefined) {
      open?.updates.push(update);
      continue;
    }
    const { canary, stable, canaryPercent } = asked;
    if (promoted && isDone && sameData(stable, promoted.stable) && promoted.outcome.kind === "promoted") {
      promoted.updates.push(update);
      // An operator takes traffic away before the update begins.
      const from = updates[index - 1]?.endedAt ?? update.startedAt;
      promoted.spans.push({ from: from + END_MS, to: at + END_MS });
      promoted.outcome = { kind: "undone", promotedAt: promoted.outcome.at, at };
      promoted = undefined;
    }
    if (open && canary && !sameData(canary, open.canary)) {
      end(open, { kind: "replaced", at: update.startedAt, by: canary }, update.startedAt);
    }
    if (!canary) {
      retired = undefined;
      open?.updates.push(update);
      if (open && isDone) {
        const isPromotion = sameData(stable, open.canary);
        if (isPromotion) promoted = open;
        end(open, { kind: isPromotion ? "promoted" : "removed", at });
      }
      continue;
    }
    if (!open) {
      if (canaryPercent === 0 && sameData(canary, retired)) continue;
      open = {
        number: releases.length + 1,
        canary,
        stable,
        updates: [],
        spans: [{ from: update.startedAt }],
        isTried: false,
        outcome: { kind: "under way", percent: 0 },
      };
      releases.push(open);
    }
    open.updates.push(update);
    if (isDone && canaryPercent === 0 && open.isTried) {
      retired = canary;
      end(open, { kind: "rolled back", at });
      continue;
    }
    open.isTried ||= canaryPercent > 0;
    if (isDone) open.outcome = { kind: "under way", percent: canaryPercent };
  }
  return releases.map(({ isTried: _isTried, ...release }) => release);
}

/** From the beginning of a release to its end, or to `now`. All in ms since 1970. Pure. */
export function wholeSpan(
  { spans }: Pick<Release, "spans">,
  now: number,
): { readonly from: number; readonly to: number } {
  return { from: spans[0]?.from ?? now, to: spans.at(-1)?.to ?? now };
}

/** After a release has stopped, at least so much of what followed is drawn. */
const LEAST_AFTERMATH_MS = 60_000;

/**
 * Up to when a release is drawn, in ms since 1970: to its end; where no share of it ever passed, for as long again as it took
 * until its last update failed, since hours of waiting would hide those seconds. Pure.
 */
export function drawnUntil(release: Pick<Release, "spans" | "updates">, now: number): number {
  const { from, to } = wholeSpan(release, now);
  const { updates } = release;
  const hasPassed = updates.some(
    ({ kind, result, asked }) => kind === "update" && result === "succeeded" && (asked?.canaryPercent ?? 0) > 0,
  );
  const last = updates.findLast(({ result }) => result === "failed");
  if (hasPassed || last === undefined || updates.at(-1)?.result === "unfinished") return to;
  return Math.min(to, last.endedAt + Math.max(LEAST_AFTERMATH_MS, last.endedAt - from));
}

/** What happened in a release's time. Pure. */
export function eventsOf(events: readonly RecordedEvent[], { spans }: Pick<Release, "spans">): RecordedEvent[] {
  return events.filter((event) => {
    const at = Date.parse(event.at);
    return spans.some(({ from, to }) => at >= from && (to === undefined || at <= to));
  });
}
