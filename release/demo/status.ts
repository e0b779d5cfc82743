import { hasFailed, type LoadResult } from "../../lab/load/result.ts";
import { describeEvent } from "../events/describe.ts";
import { truncate } from "../terminal/wrap.ts";
import type { TimedEvent } from "./record.ts";

/** What is known of a step while it runs. */
export interface Progress {
  readonly elapsedSeconds: number;
  readonly phase: string;
  /** The step's events so far. */
  readonly events: readonly TimedEvent[];
  /** Requests that finished in the last seconds; absent while nobody is to be served. */
  readonly recent?: readonly LoadResult[];
  /** Revision of automation-service that is not the new release. */
  readonly steady: string;
}

/** Room beside what the terminal's renderer puts in front. */
const STATUS_COLUMNS = 72;

/** What a terminal shows below the running step: a line on what happens, and one on what users see. */
export function renderStatus(progress: Progress): [string, string] {
  const { elapsedSeconds, phase, events, recent, steady } = progress;
  const latest = events.at(-1);
  const doing = latest === undefined ? phase : `${phase}; ${describeEvent(latest)}`;
  return [
    truncate(`${elapsedSeconds.toFixed(0)} s  ${doing}`, STATUS_COLUMNS),
    truncate(recent ? renderRecent(recent, steady) : "nobody is served any more", STATUS_COLUMNS),
  ];
}

/** The observed split of the last seconds. */
export function renderRecent(recent: readonly LoadResult[], steady: string): string {
  const revisions = recent.flatMap(({ outcome }) =>
    outcome.kind === "response" && outcome.revision !== null ? [outcome.revision] : [],
  );
  const failed = recent.filter(hasFailed).length;
  if (revisions.length === 0) return `${recent.length} requests, none answered by a service`;
  const share = (revisions.filter((revision) => revision !== steady).length / revisions.length) * 100;
  return `${recent.length} requests, new release ${share.toFixed(1)} %, ${failed} failed`;
}
