import { expect, test } from "vitest";
import { NO_EVENTS } from "./counters.ts";
import { staleness } from "./staleness.ts";

const scraped = (scrapeAgeSeconds?: number) => ({
  revision: "api-2",
  observation: {
    counts: NO_EVENTS,
    probes: NO_EVENTS,
    custom: new Map(),
    durations: new Map(),
    up: 1,
    instances: 1,
    ...(scrapeAgeSeconds === undefined ? {} : { scrapeAgeSeconds }),
  },
});

test("a scrape that two intervals of the longest kind have missed is no measurement", () => {
  expect(staleness([scraped(15), scraped(149)])).toBeUndefined();
  expect(staleness([scraped(15), scraped(151)])).toBe(
    "Prometheus last scraped api-2 151 s ago, at most 150 s is allowed; is it running as it should?",
  );
});

test("what was never scraped is missing, which another check says", () => {
  expect(staleness([scraped()])).toBeUndefined();
});
