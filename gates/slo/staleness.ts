import type { Subject } from "./window.ts";

/** Longest time between two scrapes that gates work with, in seconds; config is held to it. */
export const LONGEST_SCRAPE_SECONDS = 60;
/** Counters older than this are no measurement: two scrapes were missed. Prometheus itself goes on answering with them for 5 minutes. */
const STALE_SECONDS = 2.5 * LONGEST_SCRAPE_SECONDS;

/**
 * Why what was measured is too old to judge by; undefined where it is not. By Prometheus' own clock, so that the deploying
 * machine's may be wrong. An instance that Prometheus knows nothing of is missing, not stale: its check says so.
 */
export function staleness(subjects: readonly Subject[]): string | undefined {
  const stale = subjects.find(({ observation: { scrapeAgeSeconds = 0 } }) => scrapeAgeSeconds > STALE_SECONDS);
  if (stale === undefined) return undefined;
  const age = Math.round(stale.observation.scrapeAgeSeconds ?? 0);
  return `Prometheus last scraped ${stale.revision} ${age} s ago, at most ${STALE_SECONDS} s is allowed; is it running as it should?`;
}
