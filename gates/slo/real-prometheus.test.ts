/** What measuring can meet, where a real Prometheus can be brought to it: it scrapes two exporters that tell what a test wants. */
import { type FakeServer, startFakeServer } from "service-chassis/test/fake-server.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { fileJob } from "../../monitoring/scrape/job.ts";
import { renderPrometheusConfig } from "../../monitoring/scrape/prometheus-config.ts";
import { startPrometheus } from "../../monitoring/test/started.ts";
import { measureBurn } from "../bake/burn.ts";
import { measureHistory } from "../bake/measure.ts";
import { type Prometheus, prometheusAt } from "../prometheus.ts";
import { type Ledger, observe, openLedger } from "./counters.ts";
import { openTally } from "./decide.ts";
import { pollOnce } from "./poll.ts";
import { counterQuery } from "./query.ts";
import { LIMITS } from "./testing/limits.ts";
import { WATCHING } from "./window.ts";

const REVISION = "automation-service-3.0.1-abc";
const PATIENCE = { timeout: 30_000, interval: 100 };
const METRICS = [
  {
    name: "failed orders",
    bad: 'orders_total{revision="$revision",status="failed"}',
    total: 'orders_total{revision="$revision"}',
    maxShare: 0.1,
  },
];

const stack = new AsyncDisposableStack();
let exporters: readonly [FakeServer, FakeServer];
let prometheus: Prometheus;
let url: string;

/** From now on an exporter answers so; undefined: with an error. */
function tell(exporter: 0 | 1, text: string | undefined): void {
  exporters[exporter].answer = (response) =>
    text === undefined
      ? response.writeHead(500).end()
      : response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(text);
}

const served = (count: number | string, errors = 0, probes = 0) => `
ai_requests_total{status="success",traffic="user"} ${count}
ai_requests_total{status="success",traffic="probe"} ${probes}
ai_request_errors_total{reason="timeout",traffic="user"} ${errors}
ai_request_errors_total{reason="validation",traffic="user"} 0
ai_request_duration_seconds_count{traffic="user"} ${count}
ai_request_duration_seconds_bucket{le="1",traffic="user"} ${count}
ai_request_duration_seconds_bucket{le="2",traffic="user"} ${count}
`;
const orders = (total: number, failed: number) => `
orders_total{status="done"} ${total - failed}
orders_total{status="failed"} ${failed}
`;

/** What the ledger says as soon as it says so. */
async function until(opened: Ledger, isThere: (seen: ReturnType<typeof observe>) => boolean) {
  let ledger = opened;
  return vi.waitUntil(async () => {
    const limits = { ...LIMITS, metrics: METRICS };
    const watched = { judged: [REVISION], baseline: [], limits, scrapeSeconds: 1, openedAt: Date.now() };
    const polled = await pollOnce(watched, { ledger, tally: openTally("thresholds") }, prometheus, 10, WATCHING);
    ledger = polled.ledger;
    const seen = observe(ledger, REVISION);
    return isThere(seen) && { ...polled, seen };
  }, PATIENCE);
}

async function open(): Promise<Ledger> {
  return openLedger(await prometheus.query(counterQuery([REVISION], METRICS)));
}

beforeAll(async () => {
  exporters = [stack.use(await startFakeServer()), stack.use(await startFakeServer())];
  for (const each of [0, 1] as const) tell(each, served(0));
  const labels = { revision: REVISION, service: "automation-service", version: "3.0.1" };
  url = await startPrometheus(stack, {
    "prometheus.yml": renderPrometheusConfig({
      scrapeSeconds: 1,
      ruleFiles: [],
      jobs: [fileJob("release", ["targets.json"])],
      alertmanagers: [],
    }),
    "targets.json": JSON.stringify(exporters.map(({ url }) => ({ targets: [new URL(url).host], labels }))),
  });
  prometheus = prometheusAt(url);
});
afterAll(() => stack.disposeAsync());

beforeEach(async () => {
  for (const each of [0, 1] as const) tell(each, served(0) + orders(0, 0));
  // A counter that goes down is a reset; so each test begins where both are scraped at 0.
  await vi.waitUntil(async () => {
    const samples = await prometheus.query(`ai_requests_total{traffic="user"}`);
    return samples.length === 2 && samples.every(({ value }) => value === 0);
  }, PATIENCE);
});

test("adds up instances, keeps probes apart, and counts on when one restarts", async () => {
  const opened = await open();
  tell(0, served(100, 3, 7));
  tell(1, served(50));
  const before = await until(opened, ({ counts }) => counts.requests === 150);
  expect(before.seen).toMatchObject({ up: 2, instances: 2, counts: { errors: 3 }, probes: { requests: 7 } });
  tell(0, served(20, 1));
  const after = await until(before.ledger, ({ counts }) => counts.requests === 170);
  expect(after.seen.counts.errors).toBe(4);
});

test("reads config's own metrics in the same query", async () => {
  const opened = await open();
  tell(0, served(0) + orders(40, 3));
  tell(1, served(0) + orders(10, 1));
  const { seen } = await until(opened, ({ custom }) => custom.get("failed orders")?.of === 50);
  expect(seen.custom.get("failed orders")).toEqual({ bad: 4, of: 50 });
});

test("loses nothing in a gap between scrapes, and sees the gap", async () => {
  const opened = await open();
  tell(0, served(30));
  const before = await until(opened, ({ counts }) => counts.requests === 30);
  tell(0, undefined);
  const gap = await until(before.ledger, ({ up }) => up === 1);
  expect(gap.decision).toMatchObject({ kind: "watch", tally: { down: 1 } });
  tell(0, served(90, 9));
  const after = await until(gap.ledger, ({ counts }) => counts.requests === 90);
  expect(after.seen).toMatchObject({ up: 2, counts: { errors: 9 } });
});

test("history has the same counts, of users alone and with probes, and burn rates", async () => {
  const scope = { revisions: [REVISION], metrics: METRICS, withProbes: false };
  let count = 0;
  const look = async (withProbes: boolean) => {
    // Increases need counters that go on.
    count += 10;
    tell(0, served(count, count / 2, 2 * count) + orders(count, 1));
    const { intervals } = await measureHistory(prometheus, { ...scope, withProbes }, 20, 1);
    return intervals[0]?.get(REVISION);
  };
  // What the tests before have counted leaves the window first.
  const users = await vi.waitUntil(async () => {
    const seen = await look(false);
    if (seen === undefined) return false;
    const { requests, errors } = seen.counts;
    return requests > 30 && Math.abs(errors / requests - 0.5) < 0.02 && seen;
  }, PATIENCE);
  // Extrapolated to the window's edges, each series by itself.
  const ordered = (users.custom.get("failed orders")?.of ?? 0) / users.counts.requests;
  expect(ordered).toBeGreaterThan(0.8);
  expect(ordered).toBeLessThan(1.25);
  const all = await look(true);
  expect(all?.counts.requests ?? 0).toBeGreaterThan(users.counts.requests * 2);
  const burns = await measureBurn(prometheus, [REVISION], 600);
  const burn = burns.find(({ slo }) => slo.name === "execute-success");
  expect(burn?.short.bad).toBeGreaterThan(4);
  expect(burn?.short.of).toBeGreaterThan(burn?.short.bad ?? Number.POSITIVE_INFINITY);
});

test.each(["NaN", "+Inf"])("takes %s for no measurement", async (value) => {
  const opened = await open();
  tell(0, served(value));
  const watched = { judged: [REVISION], baseline: [], limits: LIMITS, scrapeSeconds: 1, openedAt: Date.now() };
  const decision = await vi.waitUntil(async () => {
    const progress = { ledger: opened, tally: openTally("thresholds") };
    const polled = await pollOnce(watched, progress, prometheus, 10, WATCHING);
    return polled.decision.tally.unmeasured > 0 && polled.decision;
  }, PATIENCE);
  expect(decision.kind === "watch" && decision.standing()[0]?.note).toMatch(/which is no count/);
});

test("knows the age of the last scrape by Prometheus' clock, whatever this machine's says", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 86_400_000 });
  try {
    const { seen } = await until(await open(), ({ scrapeAgeSeconds }) => scrapeAgeSeconds !== undefined);
    expect(seen.scrapeAgeSeconds).toBeGreaterThanOrEqual(0);
    expect(seen.scrapeAgeSeconds).toBeLessThan(60);
  } finally {
    vi.useRealTimers();
  }
});

test("takes history in which a counter was no number for none", async () => {
  const scope = { revisions: [REVISION], metrics: [], withProbes: false };
  await expect(measureHistory(prometheus, scope, 60, 1)).rejects.toThrow(/PRM001: .* in Prometheus' history/);
});

describe("a query", () => {
  test("that Prometheus refuses is an error with its own words", async () => {
    await expect(
      prometheus.query(counterQuery([REVISION], [{ ...METRICS[0]!, bad: "orders_total{" }])),
    ).rejects.toThrow(/PRM001: .* answered 400 .*parse error/);
  });

  test("that takes too long is an error", async () => {
    await expect(prometheusAt(url, 50).query("sum_over_time(up[2h:1ms])")).rejects.toThrow(/PRM001/);
  });
});
