import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { TRAFFIC_KINDS } from "service-chassis";

const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export type SelectorMetrics = ReturnType<typeof createSelectorMetrics>;

/** @param cacheEntries asked at each scrape. */
export function createSelectorMetrics(registry: Registry, cacheTtlSeconds: number, cacheEntries: () => number) {
  const registers = [registry];
  const metrics = {
    requests: new Counter({
      name: "selector_requests_total",
      help: "Valid requests to /selector/search, by where the answer came from.",
      labelNames: ["status", "source", "traffic"],
      registers,
    }),
    searches: new Counter({
      name: "selector_search_total",
      help: "Searches of the catalogue that the cache could not answer, for /selector/search and for the pipeline.",
      labelNames: ["status", "traffic"],
      registers,
    }),
    duration: new Histogram({
      name: "selector_request_duration_seconds",
      help: "Time from request to answer of valid requests to /selector/search.",
      labelNames: ["traffic"],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    databaseErrors: new Counter({
      name: "selector_db_errors_total",
      help: "Searches that the catalogue's database failed.",
      registers,
    }),
    cacheEvictions: new Counter({
      name: "selector_cache_evictions_total",
      help: "Answers that left the cache for want of room; answers that grew too old are not counted.",
      registers,
    }),
  };
  new Gauge({
    name: "selector_cache_entries",
    help: "Answers in the cache that are not too old.",
    registers,
    collect() {
      this.set(cacheEntries());
    },
  });
  new Gauge({
    name: "selector_cache_ttl_seconds",
    help: "How long an answer stays in the cache.",
    registers,
  }).set(cacheTtlSeconds);

  // Series that exist before their first event: otherwise a rate misses that event.
  for (const traffic of TRAFFIC_KINDS) {
    for (const status of ["ok", "error"]) {
      metrics.searches.inc({ status, traffic }, 0);
      for (const source of ["fresh", "cache"]) metrics.requests.inc({ status, source, traffic }, 0);
    }
    metrics.duration.zero({ traffic });
  }
  return metrics;
}
