import type { Check } from "../verdict.ts";
import type { RevisionObservation } from "./counters.ts";

export interface Subject {
  readonly revision: string;
  readonly observation: RevisionObservation;
}

/** What the gate knows at a poll. */
export interface Window {
  /** The revisions that are judged. */
  readonly judged: readonly Subject[];
  /** The stable revisions beside them: what `sequential` compares with, and shown. */
  readonly baseline: readonly Subject[];
  /** The judged revision's share of the requests of both sides, above 0 and below 1. Absent: there is nothing to compare. */
  readonly share?: number;
  /** Since the move, in seconds. */
  readonly elapsedSeconds: number;
  readonly query: string;
}

/** Where in its life a gate is at a poll. */
export interface Stage {
  /** Synthetic requests are sent to the judged revisions and count. Only a gate whose time is over sends any. */
  readonly isProbing: boolean;
  /** It ends with this poll. */
  readonly isLast: boolean;
}

export const WATCHING: Stage = { isProbing: false, isLast: false };
export const LAST: Stage = { isProbing: false, isLast: true };

/** What a strategy makes of a poll. */
export interface Judgement<T> {
  readonly tally: T;
  readonly isDecided: boolean;
  /** Nothing speaks against the canary or the measurement; there were too few requests to show that. */
  readonly lacksTraffic: boolean;
  /** Where each check stands. Made only where somebody looks: simulations judge millions of polls. */
  explain(): readonly Check[];
}
