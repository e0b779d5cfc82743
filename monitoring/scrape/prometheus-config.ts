import { stringify } from "yaml";
import type { ScrapeJob } from "./job.ts";

/** Prometheus' own default; a shorter scrape interval lowers it, because a scrape must end before the next. */
const SCRAPE_TIMEOUT_SECONDS = 10;

export interface PrometheusSettings {
  /** Between two scrapes, and between two evaluations of rules that name no interval of their own. At least 1. */
  readonly scrapeSeconds: number;
  /** Patterns; relative to the folder of the configuration file. */
  readonly ruleFiles: readonly string[];
  readonly jobs: readonly ScrapeJob[];
  /** `host:port` of each Alertmanager; empty, alerts are shown and sent nowhere. */
  readonly alertmanagers: readonly string[];
}

/** Prometheus' configuration file. */
export function renderPrometheusConfig({ scrapeSeconds, ruleFiles, jobs, alertmanagers }: PrometheusSettings): string {
  return stringify({
    global: {
      scrape_interval: `${scrapeSeconds}s`,
      scrape_timeout: `${Math.min(scrapeSeconds, SCRAPE_TIMEOUT_SECONDS)}s`,
      evaluation_interval: `${scrapeSeconds}s`,
    },
    rule_files: ruleFiles,
    ...(alertmanagers.length === 0
      ? {}
      : { alerting: { alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] } }),
    scrape_configs: jobs,
  });
}
