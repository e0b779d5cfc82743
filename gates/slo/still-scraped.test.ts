import { expect, test } from "vitest";
import type { Sample } from "../prometheus.ts";
import { stillScraped } from "./still-scraped.ts";

const of = (instance: string, labels: Record<string, string>, value: number): Sample => ({
  labels: { revision: "api-2", instance, ...labels },
  value,
});
const up = (instance: string, value: number) => of(instance, { __name__: "up" }, value);
const scraped = (instance: string, at: number) => of(instance, { gate_event: "scraped" }, at);
const asked = (instance: string) => of(instance, { __name__: "ai_requests_total" }, 7);

test("leaves out an instance that was scraped last before Prometheus was restarted, but not what it had counted", () => {
  const samples = [up("new", 1), up("old", 0), scraped("new", 1000), scraped("old", 900), asked("old"), asked("new")];
  expect(stillScraped(samples, 15)).toEqual([up("new", 1), scraped("new", 1000), asked("old"), asked("new")]);
});

test.each([
  ["whose scrape is due", 1000 - 15, 15],
  ["that missed less than three scrapes", 1000 - 45, 15],
  ["that is late for a moment where scrapes come every second", 1000 - 9, 1],
])("keeps an instance %s", (_case, at, scrapeSeconds) => {
  const samples = [up("a", 1), up("b", 0), scraped("a", 1000), scraped("b", at)];
  expect(stillScraped(samples, scrapeSeconds)).toEqual(samples);
});

test("keeps one that cannot be reached: it is scraped all the same", () => {
  const samples = [up("a", 1), up("b", 0), scraped("a", 1000), scraped("b", 1000)];
  expect(stillScraped(samples, 1)).toEqual(samples);
});

test("keeps everything where Prometheus scrapes nobody any more: that is told otherwise", () => {
  const samples = [up("a", 1), scraped("a", 10), { labels: { gate_event: "now" }, value: 5000 }];
  expect(stillScraped(samples, 1)).toEqual(samples);
  expect(stillScraped([up("a", 1)], 1)).toEqual([up("a", 1)]);
});
