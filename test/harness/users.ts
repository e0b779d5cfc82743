import { hasFailed, type LoadResult } from "../../lab/load/result.ts";
import type { LoadSummary } from "../../lab/load/summary.ts";
import type { ReleaseVersions } from "./versions.ts";

/** What users of a load met, request by request. */
export class UsersMet {
  readonly #results: LoadResult[] = [];

  /** For a load's `onResult`. */
  readonly take = (result: LoadResult): void => {
    this.#results.push(result);
  };

  /** @param at ms since 1970 */
  since(at: number): LoadResult[] {
    return this.#results.filter(({ sentAt }) => sentAt >= at);
  }

  failuresSince(at: number): LoadResult[] {
    return this.since(at).filter(hasFailed);
  }
}

/** Percent of the executions in these summaries that a release's automation-service answered. */
export function shareOf(release: ReleaseVersions, summaries: readonly LoadSummary[]): number {
  const answered = summaries.flatMap(({ byRevision }) => Object.entries(byRevision));
  const count = (entries: typeof answered) => entries.reduce((sum, [, { requests }]) => sum + requests, 0);
  const name = `automation-service-${release.automationService}-`;
  return (count(answered.filter(([revision]) => revision.startsWith(name))) / count(answered)) * 100;
}
