import type { RecordedEvent } from "../../gates/events.ts";
import type { RealSplit } from "../status/gather.ts";

/** Whether the gateway does what has passed last. Anything else has to be settled before a release goes on. */
export type Standing =
  | { readonly kind: "settled" }
  /** An operator has taken the canary's traffic, and no update has agreed yet. */
  | { readonly kind: "drained"; readonly revisions: readonly string[] }
  /** A step did not pass and was left as it is, as `gates.slo.onFailure` or `onInconclusive` says. */
  | { readonly kind: "held"; readonly reason: string }
  /** The canary has more than has passed: an update is under way, or has died. */
  | { readonly kind: "exposed"; readonly share: number }
  | { readonly kind: "unknown"; readonly reason: string };

/** Rounding of shares, in points of 100. */
const TOLERANCE = 0.5;

/**
 * @param canary revisions of the canary; none without a canary.
 * @param passedPercent the share that has passed last.
 * @param events what has happened on this machine, the oldest first; it alone tells a held step from one that is watched.
 */
export function standingOf(
  real: RealSplit,
  canary: readonly string[],
  passedPercent: number,
  events: readonly RecordedEvent[],
): Standing {
  if (real.kind === "unknown") return real;
  const drained = real.drained.filter((revision) => canary.includes(revision));
  if (drained.length > 0) return { kind: "drained", revisions: drained };
  const shares = Object.values(real.shares).flatMap((split) => canary.map((revision) => split[revision] ?? 0));
  const share = Math.max(0, ...shares);
  if (share <= passedPercent + TOLERANCE) return { kind: "settled" };
  const last = events.findLast(({ event }) => event.startsWith("weights"));
  return last?.event === "weights held" ? { kind: "held", reason: last.reason } : { kind: "exposed", share };
}
