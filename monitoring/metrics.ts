/** Names of the metrics that the services export: the outside of the system, so the one place that spells them. */
export const METRICS = {
  aiRequests: "ai_requests_total",
  aiRequestErrors: "ai_request_errors_total",
  aiRequestDuration: "ai_request_duration_seconds",
  selectorRequests: "selector_requests_total",
  selectorSearches: "selector_search_total",
  selectorRequestDuration: "selector_request_duration_seconds",
  selectorDbErrors: "selector_db_errors_total",
  selectorCacheEvictions: "selector_cache_evictions_total",
  selectorCacheEntries: "selector_cache_entries",
  selectorCacheTtl: "selector_cache_ttl_seconds",
  selectorBuildInfo: "selector_build_info",
  automationServiceBuildInfo: "automation_service_build_info",
  aiPipelineBuildInfo: "ai_pipeline_build_info",
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** What the services export of their own process, by prom-client's default metrics. */
export const PROCESS = {
  cpu: "process_cpu_seconds_total",
  residentMemory: "process_resident_memory_bytes",
  eventLoopLagP99: "nodejs_eventloop_lag_p99_seconds",
} as const;

/** Series that Prometheus makes itself: of scrapes, and of rules. */
export const GENERATED = {
  /** 1 when the last scrape of a target succeeded, else 0. */
  up: "up",
  /** `{alertname,alertstate,…} 1` while an alert is pending or fires. */
  alerts: "ALERTS",
  /** `{service,version,revision,track} 1` while a revision has a role; a rule that each release writes anew. */
  releaseTrack: "release_track",
  /** `{service,version,revision}`: points of 100 that passed last; a rule that each release writes anew. */
  releaseWeight: "release_weight",
  /** `{slo}`: the share of bad requests, 0 to 1, that the SLO gate allows; a rule that each release writes anew. */
  gateLimit: "release_gate_limit",
  /** `{slo,service,version,revision,track}`: the share of bad requests over the SLO gate's window; as `gateLimit`. */
  gateValue: "release_gate_value",
  /** `release_track`, and `track="none"` for what is scraped without a role. */
  roles: "revision_track:release_track:or_none",
  /** Prefix before the window: the share of bad requests by `slo`, revision and track. */
  badRatio: "slo_revision_track:bad_requests:ratio_rate",
  /** Prefix before the window: how many times too fast the budget is spent, by `slo`, revision and track. */
  burnRate: "slo_revision_track:burn_rate:ratio_rate",
  /** Requests per second by `slo` and service, over `RATE_WINDOW`. */
  badRequests: "slo_service:bad_requests:rate5m",
  requests: "slo_service:requests:rate5m",
} as const;

/**
 * Upper edges of the buckets of `ai_request_duration_seconds`, in seconds. 1 and 2 are the edges of the latency
 * objectives: a verdict counts requests above an edge and never interpolates a quantile.
 */
export const AI_REQUEST_DURATION_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 5, 10, 30, 60,
] as const;

/** Upper edges of the buckets of `selector_request_duration_seconds`, in seconds. 0.5 is the edge of its objective. */
export const SELECTOR_REQUEST_DURATION_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
] as const;

/** The histograms of the services with their edges: what was slower than an edge can be counted, and nothing else. */
export const HISTOGRAM_BUCKETS = {
  [METRICS.aiRequestDuration]: AI_REQUEST_DURATION_BUCKETS,
  [METRICS.selectorRequestDuration]: SELECTOR_REQUEST_DURATION_BUCKETS,
} as const;

export type HistogramName = keyof typeof HISTOGRAM_BUCKETS;
export type BucketEdge<Histogram extends HistogramName> = (typeof HISTOGRAM_BUCKETS)[Histogram][number];

/** Values of the label `traffic`: requests with the header X-Release-Probe are a release's own and count for no objective. */
export const TRAFFIC = { user: "user", probe: "probe" } as const;

/** Names of the labels that Prometheus adds to every series of a revision. */
export const TARGET_LABELS = { revision: "revision", service: "service", version: "version" } as const;
