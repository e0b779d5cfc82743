import fc from "fast-check";
import { expect, it } from "vitest";
import type { LoadOutcome, LoadResult } from "./result.ts";
import { type LoadMark, quantilesOf, summarize } from "./summary.ts";

const outcomes: fc.Arbitrary<LoadOutcome> = fc.oneof(
  fc.record({
    kind: fc.constant("response" as const),
    status: fc.constantFrom(200, 502),
    version: fc.constantFrom("1.0.0", "1.1.0"),
    revision: fc.constantFrom("a", "b", null),
    succeeded: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("no-response" as const), code: fc.constantFrom("ECONNREFUSED", "ECONNRESET") }),
);

const loads = fc.array(outcomes, { maxLength: 40 }).map((list) =>
  list.map((outcome, sequence): LoadResult => {
    const sentAt = 1_000 + sequence;
    return { sequence, sentAt, finishedAt: sentAt + 5, latencyMs: 5, latenessMs: 0, outcome };
  }),
);

const start: LoadMark = { at: 1_000, sent: 0, skipped: 0 };
const markAt = (sent: number): LoadMark => ({ at: 1_000 + sent, sent, skipped: 0 });
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

it("counts every finished request once by status, and every answered one once by revision", () => {
  fc.assert(
    fc.property(loads, (results) => {
      const summary = summarize(results, start, markAt(results.length));
      const answered = results.filter(({ outcome }) => outcome.kind === "response").length;
      expect(sum(Object.values(summary.byStatus))).toBe(results.length);
      expect(sum(Object.values(summary.byRevision).map(({ requests }) => requests))).toBe(answered);
      const failedOfRevisions = sum(Object.values(summary.byRevision).map(({ failed }) => failed));
      expect(summary.failed).toBe(failedOfRevisions + results.length - answered);
    }),
  );
});

it("gives two halves that add up to the whole, wherever it is cut", () => {
  fc.assert(
    fc.property(loads, fc.nat(40), (results, at) => {
      const cut = markAt(Math.min(at, results.length));
      const end = markAt(results.length);
      const [before, after, whole] = [
        summarize(results, start, cut),
        summarize(results, cut, end),
        summarize(results, start, end),
      ];
      expect(before.sent + after.sent).toBe(whole.sent);
      expect(before.finished + after.finished).toBe(whole.finished);
      expect(before.failed + after.failed).toBe(whole.failed);
    }),
  );
});

it("attributes requests to when they were sent, and says what is still out", () => {
  const outcome: LoadOutcome = { kind: "no-response", code: "UND_ERR_HEADERS_TIMEOUT" };
  const late: LoadResult = { sequence: 3, sentAt: 1_003, finishedAt: 9_000, latencyMs: 7_997, latenessMs: 0, outcome };
  expect(summarize([late], start, markAt(5))).toMatchObject({ sent: 5, finished: 1, inFlight: 4, failed: 1 });
  expect(summarize([late], markAt(4), markAt(5))).toMatchObject({ sent: 1, finished: 0, inFlight: 1, failed: 0 });
});

it("tells when a revision was seen first and last", () => {
  const respond = (sequence: number, sentAt: number, latencyMs: number): LoadResult => ({
    sequence,
    sentAt,
    finishedAt: sentAt + latencyMs,
    latencyMs,
    latenessMs: 0,
    outcome: { kind: "response", status: 200, version: "1.1.0", revision: "a", succeeded: true },
  });
  const { byRevision } = summarize([respond(1, 1_020, 1), respond(0, 1_000, 500)], start, markAt(2));
  expect(byRevision.a).toEqual({
    version: "1.1.0",
    requests: 2,
    failed: 0,
    firstSeenAt: 1_021,
    lastSeenAt: 1_500,
    lastSentAt: 1_020,
  });
});

it("did not keep its rate when it skipped, or sent more than a hundredth of the requests too late", () => {
  const sendLate = (count: number) =>
    Array.from({ length: 100 }, (_, sequence): LoadResult => {
      const latenessMs = sequence < count ? 101 : 1;
      const outcome: LoadOutcome = { kind: "no-response", code: "ECONNREFUSED" };
      return { sequence, sentAt: 0, finishedAt: 0, latencyMs: 0, latenessMs, outcome };
    });
  expect(summarize(sendLate(1), start, markAt(100)).keptRate).toBe(true);
  expect(summarize(sendLate(2), start, markAt(100)).keptRate).toBe(false);
  expect(summarize([], start, { at: 0, sent: 0, skipped: 1 }).keptRate).toBe(false);
});

it("takes the smallest value that the share of all values does not exceed", () => {
  expect(quantilesOf([])).toBeNull();
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 10_000, noNaN: true }), { minLength: 1 }), (values) => {
      const quantiles = quantilesOf(values)!;
      for (const [share, value] of [
        [0.5, quantiles.p50],
        [0.95, quantiles.p95],
        [0.99, quantiles.p99],
        [1, quantiles.max],
      ] as const) {
        expect(values.filter((other) => other <= value).length).toBeGreaterThanOrEqual(share * values.length);
        expect(values.filter((other) => other < value).length).toBeLessThan(share * values.length);
      }
    }),
  );
});
