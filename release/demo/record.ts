import type { ReleaseEvent } from "../../gates/events.ts";
import type { LoadResult } from "../../lab/load/result.ts";
import type { Step } from "./story.ts";

/** Process id by revision. */
export type Pids = Readonly<Record<string, number>>;

/** What was seen of one step while it ran. Times are milliseconds since the epoch. */
export interface StepRecord {
  readonly step: Step;
  /** When the command was started; `fault`s come just before. */
  readonly startedAt: number;
  /** When it had ended. */
  readonly endedAt: number;
  readonly exitCode: number;
  /** All that it wrote. */
  readonly output: string;
  /** When the canary began to hang. */
  readonly hungAt?: number;
  /** Processes that wanted to run, by processor, as the machine's load average of the last minute says. */
  readonly loadPerCpu: number;
  /** Points of 100 by revision by service key, from the Admin API right after the command. */
  readonly weights: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly pids: { readonly before: Pids; readonly after: Pids };
  /** After `destroy`: what still runs or listens, in words. */
  readonly left?: readonly string[];
}

/** An event of the release with its time. */
export type TimedEvent = ReleaseEvent & { readonly at: number };

/** All that a demo has seen, for what is measured and checked afterwards. */
export interface Recording {
  readonly steps: readonly StepRecord[];
  readonly events: readonly TimedEvent[];
  /** Every request of the load generator, finished. */
  readonly results: readonly LoadResult[];
}
