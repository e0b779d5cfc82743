import type { FiredAlert, Look } from "./look.ts";

/** A watch that has begun. Times are ms since 1970. */
export interface Watch {
  readonly startedAt: number;
  readonly until: number;
  /** Up to when Prometheus' history has been looked at. */
  readonly seenUntil: number;
  /** Looks in a row that saw nothing. */
  readonly unseen: number;
}

export type WatchDecision =
  | { readonly kind: "go on"; readonly watch: Watch }
  /** The budget burns, or users are hurt now. */
  | { readonly kind: "alarm"; readonly alerts: readonly FiredAlert[] }
  | { readonly kind: "blind"; readonly reason: string }
  /** The time is over, and there were users. */
  | { readonly kind: "kept"; readonly requests: number }
  /** The time is over, and nobody has used it: that shows nothing. */
  | { readonly kind: "no traffic" };

/** So many looks in a row without sight end a watch: nobody would know what happens meanwhile. */
export const UNSEEN_LIMIT = 5;

/**
 * Alerts that end a watch: critical ones, and those by which an error budget is spent too fast. Others are told, and left to people.
 */
export function isAlarm({ name, severity }: Pick<FiredAlert, "name" | "severity">): boolean {
  return severity === "critical" || name.startsWith("SLOBurnRate");
}

/** What follows from a look. Pure. @param now when it was made, ms since 1970 */
export function decideLook(watch: Watch, look: Look, now: number): WatchDecision {
  if (look.kind === "unseen") {
    const unseen = watch.unseen + 1;
    // The end needs a look as well: what was not seen was not kept.
    if (unseen >= UNSEEN_LIMIT)
      return { kind: "blind", reason: `${unseen} looks in a row saw nothing: ${look.reason}` };
    return { kind: "go on", watch: { ...watch, unseen } };
  }
  const alarms = look.fired.filter(isAlarm);
  if (alarms.length > 0) return { kind: "alarm", alerts: alarms };
  if (now < watch.until) return { kind: "go on", watch: { ...watch, seenUntil: now, unseen: 0 } };
  return look.requests > 0 ? { kind: "kept", requests: look.requests } : { kind: "no traffic" };
}
