import type { Prometheus } from "../../gates/prometheus.ts";
import { GENERATED, METRICS, TRAFFIC } from "../../monitoring/metrics.ts";

/** An alert that fired at some time since the look before. */
export interface FiredAlert {
  readonly name: string;
  readonly severity: string;
  readonly revision: string;
  readonly track: string;
}

/** What one look at Prometheus showed of the time since the look before. */
export type Look =
  | {
      readonly kind: "seen";
      readonly fired: readonly FiredAlert[];
      /** Users' executions since the watch began. */
      readonly requests: number;
    }
  /** Prometheus did not answer, or had scraped nothing of the release in all that time. */
  | { readonly kind: "unseen"; readonly reason: string };

/** The previous release has no traffic; whatever it does hurts nobody. */
const WATCHED_TRACKS = "stable|canary|none";

/** Queries of a look. Ranges are whole seconds, at least `LEAST_RANGE_SECONDS`. */
export function queriesOf(sinceLookSeconds: number, sinceStartSeconds: number) {
  const [range, whole] = [rangeOf(sinceLookSeconds), rangeOf(sinceStartSeconds)];
  return {
    // A range, not a moment: an alert that came and went between two looks, or while the watch was not running, counts.
    fired: `max_over_time(ALERTS{alertstate="firing",track=~"${WATCHED_TRACKS}"}[${range}])`,
    scraped: `sum(sum_over_time(${GENERATED.up}{revision!=""}[${range}]))`,
    requests: `sum(increase(${METRICS.aiRequests}{traffic="${TRAFFIC.user}"}[${whole}]))`,
  };
}

/** Shorter, a range may hold no evaluation of the alerts, or no two scrapes. */
const LEAST_RANGE_SECONDS = 60;

function rangeOf(seconds: number): string {
  return `${Math.max(LEAST_RANGE_SECONDS, Math.ceil(seconds))}s`;
}

/** Looks at Prometheus. Never throws: that nothing could be seen is a look of its own. */
export async function lookAt(
  prometheus: Prometheus,
  sinceLookSeconds: number,
  sinceStartSeconds: number,
): Promise<Look> {
  const queries = queriesOf(sinceLookSeconds, sinceStartSeconds);
  try {
    const [fired, [scraped], [requests]] = await Promise.all([
      prometheus.query(queries.fired),
      prometheus.query(queries.scraped),
      prometheus.query(queries.requests),
    ]);
    if (scraped === undefined || !(scraped.value > 0)) {
      return { kind: "unseen", reason: `no revision was scraped with success; query: ${queries.scraped}` };
    }
    return {
      kind: "seen",
      fired: fired.map(({ labels: { alertname = "", severity = "", revision = "", track = "" } }) => ({
        name: alertname,
        severity,
        revision,
        track,
      })),
      requests: requests !== undefined && Number.isFinite(requests.value) ? Math.round(requests.value) : 0,
    };
  } catch (error) {
    return { kind: "unseen", reason: error instanceof Error ? error.message : String(error) };
  }
}
