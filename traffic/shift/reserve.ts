import type { Probing } from "../../gates/slo/probes.ts";
import type { SloSettings } from "./inputs.ts";

/** What a watch can do about users who send too few requests: nothing (any more), send synthetic ones, or is doing that. */
export type Reserve =
  | { readonly kind: "none" }
  | { readonly kind: "kept" }
  | {
      readonly kind: "spent";
      readonly probing: Pick<Probing, "sent" | "executed" | "trouble" | "isDone" | "stop">;
      /** When the last ones had been sent and had ended, in ms since 1970; absent while they are under way. */
      readonly endedAt?: number;
    };

/** For the last synthetic requests to be counted, in ms: two scrapes of the longest interval. */
const COUNTED_MS = 120_000;

export function openReserve({ onInconclusive }: Pick<SloSettings, "onInconclusive">): Reserve {
  return { kind: onInconclusive === "probe" ? "kept" : "none" };
}

/**
 * Whether the gate has to decide at the coming poll. Pure but for what `probing` tells.
 *
 * @param isOver the window has passed
 * @param counted synthetic requests that Prometheus has counted so far
 */
export function endsNow(reserve: Reserve, isOver: boolean, counted: number, now: number): boolean {
  switch (reserve.kind) {
    case "none":
      return isOver;
    case "kept":
      return false;
    case "spent":
      if (reserve.endedAt === undefined) return false;
      return counted >= reserve.probing.executed() || now >= reserve.endedAt + COUNTED_MS;
  }
}

/** The reserve after a poll that has not decided. Synthetic requests are sent only where more requests are all that is needed. */
export function spend(
  reserve: Reserve,
  isOver: boolean,
  lacksTraffic: boolean,
  now: number,
  probe: () => Probing,
): Reserve {
  switch (reserve.kind) {
    case "none":
      return reserve;
    case "kept":
      if (!isOver) return reserve;
      return lacksTraffic ? { kind: "spent", probing: probe() } : { kind: "none" };
    case "spent":
      return reserve.endedAt === undefined && reserve.probing.isDone() ? { ...reserve, endedAt: now } : reserve;
  }
}

/** What is still to come, for people. */
export function describeRest(reserve: Reserve, remainingSeconds: number, { maxProbes }: SloSettings): string {
  if (reserve.kind !== "spent") return `${Math.ceil(remainingSeconds)} s to go`;
  const { probing } = reserve;
  const trouble = probing.trouble();
  const other = trouble === undefined ? "" : `, the last other: ${trouble}`;
  return `too few requests of users: ${probing.sent()} of ${maxProbes} synthetic ones sent, ${probing.executed()} executed${other}`;
}
