import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError } from "../../errors/release-error.ts";
import type { Prometheus } from "../../gates/prometheus.ts";
import { scrapeTimeQuery } from "../../gates/slo/query.ts";
import { stillScraped } from "../../gates/slo/still-scraped.ts";
import type { SloSettings } from "./inputs.ts";
import { checkWanted } from "./wanted.ts";
import type { ShiftWorld } from "./world.ts";

/** For a Prometheus that has just started to discover its targets and to scrape them, at least, in milliseconds. */
const FIRST_SCRAPE_MS = 30_000;
/** For a scrape, at most, in milliseconds: a window of half an hour is no reason to wait as long for a broken Prometheus. */
const LAST_SCRAPE_MS = 300_000;
const LOOK_MS = 150;

/**
 * Waits for a scrape of each revision that is newer than the call: what Prometheus knows may be minutes old, or nothing yet.
 * For as long as the window, which spans two scrapes at least, but no longer than 5 minutes, and for half a minute at least,
 * since a Prometheus that has just started takes its time.
 *
 * @param consequence what did not happen therefore: "no traffic was moved"
 * @throws GAT004 when none comes
 */
export async function awaitScrape(
  revisions: readonly string[],
  { windowSeconds, scrapeSeconds }: Pick<SloSettings, "windowSeconds" | "scrapeSeconds">,
  consequence: string,
  { engine, prometheus }: Pick<ShiftWorld, "engine" | "prometheus">,
): Promise<void> {
  const patienceMs = Math.max(Math.min(windowSeconds * 1000, LAST_SCRAPE_MS), FIRST_SCRAPE_MS);
  const deadline = Date.now() + patienceMs;
  const times = () => scrapeTimes(revisions, scrapeSeconds, prometheus);
  const before = await times();
  for (;;) {
    await checkWanted(engine);
    const now = await times();
    const unseen = revisions.find((revision) => (now.get(revision) ?? 0) <= (before.get(revision) ?? 0));
    if (!unseen) return;
    if (Date.now() >= deadline) {
      throw new ReleaseError(
        "GAT004",
        `Prometheus has not scraped ${unseen} within ${patienceMs / 1000} s, so nothing could be judged; ${consequence}; query: ${scrapeTimeQuery(revisions)}`,
      );
    }
    await sleep(LOOK_MS);
  }
}

/** When each revision was last scraped with success: the oldest of its instances, in seconds by Prometheus' own clock. */
async function scrapeTimes(
  revisions: readonly string[],
  scrapeSeconds: number,
  prometheus: Prometheus,
): Promise<ReadonlyMap<string, number>> {
  const oldest = new Map<string, number>();
  for (const { labels, value } of stillScraped(await prometheus.query(scrapeTimeQuery(revisions)), scrapeSeconds)) {
    const revision = labels.revision ?? "";
    oldest.set(revision, Math.min(oldest.get(revision) ?? Number.POSITIVE_INFINITY, value));
  }
  return oldest;
}
