import { setTimeout as sleep } from "node:timers/promises";
import { GENERATED, METRICS, TRAFFIC } from "../../monitoring/metrics.ts";
import type { Prometheus, Sample } from "../prometheus.ts";
import { revisionPattern, scrapedTerm } from "../slo/query.ts";
import { stillScraped } from "../slo/still-scraped.ts";
import type { Check } from "../verdict.ts";
import type { SmokeSettings } from "./settings.ts";

const RETRY_MS = 200;

/** A revision that Prometheus must scrape, and how many instances it has. */
export interface ScrapeSubject {
  readonly revision: string;
  readonly instances: number;
}

/**
 * Prometheus scrapes every instance of every revision, and has seen the pings that were sent: what it cannot see, no later gate can judge.
 *
 * @param sent the revision that was pinged and its counter of probes; undefined when that could not be read.
 */
export async function checkScraped(
  prometheus: Prometheus,
  subjects: readonly ScrapeSubject[],
  sent: { readonly revision: string; readonly probes: number | undefined },
  { scrapeTimeoutSeconds, scrapeSeconds }: Pick<SmokeSettings, "scrapeTimeoutSeconds" | "scrapeSeconds">,
): Promise<Check[]> {
  const names = revisionPattern(subjects.map(({ revision }) => revision));
  const query = `{__name__=~"${GENERATED.up}|${METRICS.aiRequests}",revision=~"${names}",traffic=~"${TRAFFIC.probe}|"} or ${scrapedTerm(names)}`;
  const deadline = Date.now() + scrapeTimeoutSeconds * 1000;
  let checks = judge([], subjects, sent, query);
  do {
    try {
      checks = judge(stillScraped(await prometheus.query(query), scrapeSeconds), subjects, sent, query);
    } catch (error) {
      return [
        { name: "Prometheus", outcome: "error", query, note: error instanceof Error ? error.message : String(error) },
      ];
    }
    if (checks.every(({ outcome }) => outcome === "pass")) break;
    await sleep(RETRY_MS);
  } while (Date.now() < deadline);
  return checks;
}

function judge(
  samples: readonly Sample[],
  subjects: readonly ScrapeSubject[],
  sent: { readonly revision: string; readonly probes: number | undefined },
  query: string,
): Check[] {
  const of = (name: string, revision: string) =>
    samples.filter(({ labels }) => labels.__name__ === name && labels.revision === revision);
  const scraped = subjects.map(({ revision, instances }): Check => {
    const known = of(GENERATED.up, revision);
    const up = known.filter(({ value }) => value === 1).length;
    return {
      name: `scrape of ${revision}`,
      outcome: up >= instances && up === known.length ? "pass" : "fail",
      value: `${up} of ${known.length} instances up`,
      limit: `all, and at least ${instances}`,
      query,
    };
  });
  const seen = of(METRICS.aiRequests, sent.revision).reduce((sum, { value }) => sum + value, 0);
  return [
    ...scraped,
    {
      name: `pings of ${sent.revision} in Prometheus`,
      outcome: sent.probes !== undefined && seen >= sent.probes ? "pass" : "fail",
      value: seen,
      limit: sent.probes === undefined ? "the service's own counter, which could not be read" : `≥ ${sent.probes}`,
      query,
    },
  ];
}
