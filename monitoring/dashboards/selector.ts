import { METRICS } from "../metrics.ts";
import { errorBudget, SLOS } from "../slo.ts";
import { TUNABLES } from "../tunables.ts";
import type { Dashboard } from "./dashboard.ts";
import { badShareOf, processPanels, quantiles, rateBy, serviceNumbers, USERS } from "./queries.ts";
import { CHOSEN, RATE_INTERVAL } from "./variables.ts";

const { selectorSuccess, selectorLatencyP95 } = SLOS;
const REQUESTS = `${METRICS.selectorRequests}{${USERS},${CHOSEN}}`;
const HITS = `${METRICS.selectorRequests}{${USERS},${CHOSEN},source="cache"}`;

/** ai-pipeline's search for tools: requests, its catalogue, its cache. */
export const SELECTOR: Dashboard = {
  uid: "canary-release-selector",
  title: "Selector",
  description: "ai-pipeline's search for tools: requests, its catalogue, its cache.",
  choosesRevisions: true,
  annotations: [],
  rows: [
    {
      title: "The service as a whole",
      panels: serviceNumbers(
        selectorSuccess,
        errorBudget(selectorSuccess),
        selectorSuccess.windowDays,
        METRICS.selectorRequests,
      ),
    },
    {
      title: "Requests",
      panels: [
        {
          title: "Requests by source",
          description: "Users' searches per second by where the answer came from: the cache, or the catalogue (fresh).",
          kind: "lines",
          unit: "reqps",
          queries: [{ expr: rateBy("revision, source", REQUESTS), legend: "{{revision}} {{source}}" }],
        },
        {
          title: "Failed share",
          description: "Share of users' searches within 5 minutes that failed. The line is the objective.",
          kind: "lines",
          unit: "percentunit",
          queries: [badShareOf(selectorSuccess)],
          limit: errorBudget(selectorSuccess),
        },
      ],
    },
    {
      title: "Latency",
      panels: [
        {
          title: "Slower than 500 ms",
          description:
            "Share of users' searches within 5 minutes that took longer than 0.5 s: counted, not interpolated. Above the line, p95 is above 500 ms.",
          kind: "lines",
          unit: "percentunit",
          queries: [badShareOf(selectorLatencyP95)],
          limit: errorBudget(selectorLatencyP95),
        },
        {
          title: "Quantiles",
          description:
            "Interpolated within the buckets of the histogram: for the eye. Gates and alerts count at the buckets' edges.",
          kind: "lines",
          unit: "s",
          queries: quantiles(METRICS.selectorRequestDuration),
        },
      ],
    },
    {
      title: "Catalogue",
      panels: [
        {
          title: "Searches of the catalogue",
          description:
            "Searches per second that the cache could not answer, for users' requests and inside the pipeline.",
          kind: "lines",
          unit: "reqps",
          queries: [
            {
              expr: rateBy("revision, status", `${METRICS.selectorSearches}{${USERS},${CHOSEN}}`),
              legend: "{{revision}} {{status}}",
            },
          ],
        },
        {
          title: "Errors of the database",
          description: "Searches per second that the catalogue's database failed, probes included.",
          kind: "lines",
          unit: "eps",
          queries: [{ expr: rateBy("revision", `${METRICS.selectorDbErrors}{${CHOSEN}}`), legend: "{{revision}}" }],
        },
      ],
    },
    {
      title: "Cache",
      panels: [
        {
          title: "Answered from the cache",
          description: "Share of users' searches that the cache answered. None where there are no searches.",
          kind: "lines",
          unit: "percentunit",
          queries: [
            {
              expr: `sum by (revision) (rate(${HITS}[${RATE_INTERVAL}])) / ${rateBy("revision", REQUESTS)}`,
              legend: "{{revision}}",
            },
          ],
        },
        {
          title: "Entries",
          description: "Answers in the cache of each instance that are not too old.",
          kind: "lines",
          unit: "short",
          queries: [{ expr: `${METRICS.selectorCacheEntries}{${CHOSEN}}`, legend: "{{revision}} {{instance}}" }],
        },
        {
          title: "Evictions",
          description: "Answers per second that were dropped for want of room. The line is the alert's.",
          kind: "lines",
          unit: "eps",
          queries: [
            { expr: rateBy("revision", `${METRICS.selectorCacheEvictions}{${CHOSEN}}`), legend: "{{revision}}" },
          ],
          limit: TUNABLES.SelectorCacheEvictionRateHigh.threshold,
        },
        {
          title: "Time to live",
          description: "How long an answer stays in the cache.",
          kind: "number",
          unit: "s",
          queries: [{ expr: `max by (revision) (${METRICS.selectorCacheTtl}{${CHOSEN}})`, legend: "{{revision}}" }],
        },
      ],
    },
    { title: "Processes", panels: processPanels("ai-pipeline") },
  ],
};
