/** Settings from stack config `gates.smoke`. */
export interface SmokeSettings {
  /** How many pings are sent and must be counted, ≥ 1. */
  readonly pings: number;
  /** How long a track route may take to lead to the revision, and one request to be answered, in seconds. */
  readonly timeoutSeconds: number;
  /** How long Prometheus may take to have scraped what was sent, in seconds; more than its scrape interval. */
  readonly scrapeTimeoutSeconds: number;
  /** Between two scrapes of one instance, in seconds. */
  readonly scrapeSeconds: number;
}
