import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Sample } from "../prometheus.ts";
import { book, observe, openLedger } from "./counters.ts";

const REVISION = "automation-service-3.0.1-a1b2c3";

function sample(name: string, value: number, labels: Record<string, string> = {}): Sample {
  return { labels: { __name__: name, revision: REVISION, instance: "127.0.0.1:1", traffic: "user", ...labels }, value };
}

const asked = (value: number, instance = "127.0.0.1:1") =>
  sample("ai_requests_total", value, { status: "success", instance });

describe("the ledger of counters", () => {
  test("counts from the gate's start, not from the process' start", () => {
    const ledger = book(openLedger([asked(1000)]), [asked(1007)]);
    expect(observe(ledger, REVISION).counts.requests).toBe(7);
  });

  test("takes a series that begins after the start from zero", () => {
    expect(observe(book(openLedger([]), [asked(5)]), REVISION).counts.requests).toBe(5);
  });

  test("keeps what was counted when a process restarts, and counts on from zero", () => {
    const ledger = [asked(110), asked(4), asked(9)].reduce(
      (book_, now) => book(book_, [now]),
      openLedger([asked(100)]),
    );
    expect(observe(ledger, REVISION).counts.requests).toBe(19);
  });

  test("sees exactly what was counted, whatever the polls and resets", () => {
    const steps = fc.array(fc.record({ add: fc.nat(50), restart: fc.boolean() }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.nat(1000), steps, (start, polls) => {
        let counter = start;
        let total = 0;
        let ledger = openLedger([asked(start)]);
        for (const { add, restart } of polls) {
          // A reset is seen only when the counter is lower than before; one that has passed it again cannot be told.
          if (restart && add < counter) counter = 0;
          counter += add;
          total += add;
          ledger = book(ledger, [asked(counter)]);
        }
        expect(observe(ledger, REVISION).counts.requests).toBe(total);
      }),
    );
  });

  test("adds up the instances of a revision, each with its own resets", () => {
    const [one, two] = ["127.0.0.1:1", "127.0.0.1:2"];
    const opened = openLedger([asked(10, one), asked(20, two)]);
    expect(observe(book(opened, [asked(13, one), asked(2, two)]), REVISION).counts.requests).toBe(5);
  });

  test("keeps what an instance counted whose pod was replaced, and takes the new one's from zero", () => {
    const [restarted, replaced, successor] = ["10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1"];
    const ledger = [
      [asked(12, restarted), asked(25, replaced)],
      [asked(1, restarted), asked(4, successor)],
      [asked(3, restarted), asked(6, successor)],
    ].reduce(book, openLedger([asked(10, restarted), asked(20, replaced)]));
    expect(observe(ledger, REVISION).counts.requests).toBe(2 + 3 + 5 + 6);
  });

  test("leaves out what the caller got wrong", () => {
    const ledger = book(openLedger([]), [
      asked(90),
      sample("ai_requests_total", 10, { status: "error" }),
      sample("ai_request_errors_total", 7, { reason: "validation" }),
      sample("ai_request_errors_total", 3, { reason: "bad_gateway" }),
    ]);
    expect(observe(ledger, REVISION).counts).toMatchObject({ requests: 93, errors: 3 });
  });

  test("counts what was slower than an edge, without interpolating", () => {
    const ledger = book(openLedger([]), [
      sample("ai_request_duration_seconds_count", 100),
      sample("ai_request_duration_seconds_bucket", 90, { le: "1" }),
      sample("ai_request_duration_seconds_bucket", 97, { le: "2.0" }),
    ]);
    expect(observe(ledger, REVISION).counts).toMatchObject({ measured: 100, slowerThan1s: 10, slowerThan2s: 3 });
  });

  test("keeps the release's own requests apart from users'", () => {
    const probe = { traffic: "probe", status: "success" };
    const ledger = book(openLedger([sample("ai_requests_total", 5, probe)]), [
      asked(10),
      sample("ai_requests_total", 12, probe),
      sample("ai_request_errors_total", 2, { traffic: "probe", reason: "bad_gateway" }),
    ]);
    expect(observe(ledger, REVISION)).toMatchObject({
      counts: { requests: 10, errors: 0 },
      probes: { requests: 7, errors: 2 },
    });
  });

  test("counts the stack's own metrics by revision, in all of their series", () => {
    const orders = (event: string, value: number, labels: Record<string, string>) =>
      sample("ai_requests_total", value, { gate_event: `${event} failed orders`, gate_subject: REVISION, ...labels });
    const opened = openLedger([orders("total", 100, { shop: "a" })]);
    const ledger = book(opened, [
      orders("total", 110, { shop: "a" }),
      orders("total", 5, { shop: "b" }),
      orders("bad", 3, { shop: "b" }),
    ]);
    const { custom, counts } = observe(ledger, REVISION);
    expect(custom).toEqual(new Map([["failed orders", { bad: 3, of: 15 }]]));
    // The metric is one that is counted anyway; that it is also config's must not count it twice.
    expect(counts.requests).toBe(0);
    expect(observe(ledger, "another").custom.size).toBe(0);
  });

  test("knows how old the oldest instance's scrape is, by Prometheus' clock", () => {
    const scraped = (value: number, instance: string) => sample("", value, { gate_event: "scraped", instance });
    const now = { labels: { gate_event: "now" }, value: 1000 };
    const ledger = book(openLedger([]), [scraped(990, "a"), scraped(700, "b"), now]);
    expect(observe(ledger, REVISION).scrapeAgeSeconds).toBe(300);
    expect(observe(book(openLedger([]), [now]), REVISION)).not.toHaveProperty("scrapeAgeSeconds");
  });

  test("knows how many instances are up", () => {
    const up = [sample("up", 1), sample("up", 0, { instance: "127.0.0.1:2" })];
    expect(observe(book(openLedger([]), up), REVISION)).toMatchObject({ up: 1, instances: 2 });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])("refuses %d, which is no count", (value) => {
    expect(() => book(openLedger([]), [asked(value)])).toThrow("no count");
  });

  test("refuses two samples for one series", () => {
    expect(() => book(openLedger([]), [asked(1), asked(2)])).toThrow("several samples for one series");
  });
});
