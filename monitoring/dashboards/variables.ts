/** The variable that names the data source, so that a Grafana that has a Prometheus already can use its own. */
export const DATASOURCE = "datasource";
/** The variable that says which revisions are shown. */
export const REVISION = "revision";

/** Matcher for the revisions that are shown. */
export const CHOSEN = `revision=~"$${REVISION}"`;

/** Grafana's window for rates: four scrapes at least, and at least the width of a point. */
export const RATE_INTERVAL = "$__rate_interval";
