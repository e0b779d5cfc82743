/** What measuring can meet, against a Prometheus that answers as a test wants it; real-prometheus.test.ts has the real one. */
import { answering, type FakeServer, startFakeServer } from "service-chassis/test/fake-server.ts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { prometheusAt } from "../prometheus.ts";
import { openLedger } from "./counters.ts";
import { openTally } from "./decide.ts";
import { pollOnce, type WatchProgress } from "./poll.ts";
import { LIMITS } from "./testing/limits.ts";
import { LAST, type Stage, WATCHING } from "./window.ts";

const REVISION = "automation-service-3.0.1-a";
const STABLE = "automation-service-3.0.0-b";
/** By Prometheus' clock, in seconds. */
const NOW = 1_700_000_000;

let server: FakeServer;
beforeEach(async () => {
  server = await startFakeServer();
});
afterEach(() => server[Symbol.asyncDispose]());

type Series = readonly [labels: Record<string, string>, value: number | string];

const series = (name: string, value: number | string, labels: Record<string, string> = {}): Series => [
  { __name__: name, revision: REVISION, instance: "a", traffic: "user", ...labels },
  value,
];
const asked = (value: number | string, labels: Record<string, string> = {}) =>
  series("ai_requests_total", value, { status: "success", ...labels });
const up = (value = 1, instance = "a") => series("up", value, { instance });
const scraped = (at: number, instance = "a"): Series => [{ revision: REVISION, instance, gate_event: "scraped" }, at];
const clock = (at = NOW): Series => [{ gate_event: "now" }, at];

function answer(result: readonly Series[], more: object = {}): void {
  const vector = result.map(([metric, value]) => ({ metric, value: [NOW, String(value)] }));
  server.answer = answering(200, { status: "success", data: { resultType: "vector", result: vector }, ...more });
}

async function poll(progress: Partial<WatchProgress> = {}, stage: Stage = WATCHING, limits = LIMITS) {
  const known = { ledger: openLedger([]), tally: openTally(limits.strategy), ...progress };
  const watched = { judged: [REVISION], baseline: [STABLE], limits, scrapeSeconds: 15, openedAt: Date.now() };
  return pollOnce(watched, known, prometheusAt(server.url, 300), 100, stage);
}

function reason({ decision }: Awaited<ReturnType<typeof poll>>): string | undefined {
  const checks = decision.kind === "decided" ? decision.verdict.checks : decision.standing();
  return checks.find(({ outcome }) => outcome === "error")?.note;
}

describe("no measurement", () => {
  test.each<[what: string, arrange: () => void, why: RegExp]>([
    ["a query that is not answered in time", () => undefined, /timeout of 300ms exceeded/],
    ["an error of the server", () => (server.answer = answering(503, "busy")), /answered 503/],
    [
      "a query that is refused",
      () => (server.answer = answering(400, { status: "error", error: "parse error" })),
      /parse error/,
    ],
    ["an answer that may be partial", () => answer([asked(9)], { warnings: ["a store is down"] }), /may be partial/],
    ["something else than JSON", () => (server.answer = answering(200, "<html>")), /answered 200/],
    ["NaN for a count", () => answer([up(), asked("NaN")]), /ai_requests_total of .* is NaN, which is no count/],
    ["an infinite count", () => answer([up(), asked("+Inf")]), /is Infinity, which is no count/],
    ["a negative count", () => answer([up(), asked("-Inf")]), /is -Infinity, which is no count/],
    ["one series twice", () => answer([up(), asked(1), asked(2)]), /several samples for one series/],
    [
      "counters that have not been scraped for long",
      () => answer([up(), asked(9), scraped(NOW - 151), clock()]),
      /last scraped .* 151 s ago/,
    ],
  ])("is %s: let pass once, never a pass, and no reason to fail the canary", async (_what, arrange, why) => {
    arrange();
    const once = await poll();
    expect(once.decision.kind).toBe("watch");
    expect(reason(once)).toMatch(why);
    const twice = await poll({ ledger: once.ledger, tally: once.decision.tally });
    expect(twice.decision).toMatchObject({ kind: "decided", verdict: { outcome: "error" } });
    expect(await poll({}, LAST)).toMatchObject({ decision: { kind: "decided", verdict: { outcome: "error" } } });
  });

  test("is forgotten after one that succeeds", async () => {
    server.answer = answering(503, "busy");
    const failed = await poll();
    answer([up(), asked(9), scraped(NOW), clock()]);
    const seen = await poll({ ledger: failed.ledger, tally: failed.decision.tally });
    expect(seen.decision).toMatchObject({ kind: "watch", tally: { unmeasured: 0 } });
  });
});

describe("a gap", () => {
  test("between scrapes loses nothing: counters go on", async () => {
    answer([up(), asked(10), scraped(NOW), clock()]);
    const before = await poll();
    answer([up(0), asked(10), scraped(NOW + 15), clock(NOW + 15)]);
    const down = await poll({ ledger: before.ledger, tally: before.decision.tally });
    expect(down.decision).toMatchObject({ kind: "watch", tally: { down: 1 } });
    answer([
      up(),
      asked(500),
      series("ai_request_errors_total", 50, { reason: "timeout" }),
      scraped(NOW + 30),
      clock(NOW + 30),
    ]);
    const after = await poll({ ledger: down.ledger, tally: down.decision.tally }, LAST);
    const checks = after.decision.kind === "decided" ? after.decision.verdict.checks : [];
    expect(checks.find(({ name }) => name.startsWith("error rate of"))).toMatchObject({ value: "10 %", samples: 500 });
  });

  test("that does not end fails: an instance that cannot be scraped may do anything", async () => {
    answer([up(0), scraped(NOW), clock()]);
    const once = await poll();
    const twice = await poll({ ledger: once.ledger, tally: once.decision.tally });
    expect(twice.decision).toMatchObject({ kind: "decided", verdict: { outcome: "fail" } });
  });

  test("in which a target is forgotten is none that passes", async () => {
    answer([asked(100), clock()]);
    expect((await poll({}, LAST)).decision).toMatchObject({ verdict: { outcome: "fail" } });
  });
});

test("clocks that differ change nothing: ages are by Prometheus' clock, windows by this machine's", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: (NOW + 86_400) * 1000 });
  try {
    answer([
      up(),
      asked(100),
      series("ai_request_duration_seconds_count", 100),
      series("ai_request_duration_seconds_bucket", 100, { le: "1" }),
      series("ai_request_duration_seconds_bucket", 100, { le: "2" }),
      scraped(NOW - 10),
      clock(),
    ]);
    const { decision } = await poll({}, LAST);
    expect(decision).toMatchObject({ kind: "decided", verdict: { outcome: "pass" } });
  } finally {
    vi.useRealTimers();
  }
});

test("a metric of config's without a series is nothing that passes", async () => {
  answer([up(), asked(100), clock(), scraped(NOW)]);
  const limits = { ...LIMITS, metrics: [{ name: "orders", bad: "x", total: "y", maxShare: 0.1 }] };
  const { decision } = await poll({}, LAST, limits);
  const checks = decision.kind === "decided" ? decision.verdict.checks : [];
  expect(checks.find(({ name }) => name === `orders of ${REVISION}`)).toMatchObject({
    outcome: "inconclusive",
    value: "no requests",
  });
});
