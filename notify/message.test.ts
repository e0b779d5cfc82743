import { expect, it } from "vitest";
import type { ReleaseEvent } from "../gates/events.ts";
import { messageOf } from "./message.ts";

const at = "2026-01-01T12:00:00.000Z";
const tell = (event: ReleaseEvent, before?: number) => messageOf("staging", { at, ...event }, before);
const committed = (percent: number): ReleaseEvent => ({
  event: "weights committed",
  weights: { api: { "api-1": 100 - percent, "api-2": percent } },
  percent,
});
const decided = (outcome: "pass" | "fail" | "inconclusive" | "error"): ReleaseEvent => ({
  event: "gate decided",
  gate: "slo",
  subject: "api-2",
  outcome,
  checks: [
    { name: "p95", outcome: "pass" },
    { name: "error rate", outcome, value: "9 %", limit: "< 1 %", samples: 120 },
  ],
});

it.each<[ReleaseEvent, number | undefined, string, string, string]>([
  [committed(10), 0, "phase reached", "info", "the canary has 10 %"],
  [committed(0), 50, "rolled back", "warning", "it had 50 %"],
  [committed(0), undefined, "deployed", "info", "stable has all traffic: api-1"],
  [committed(0), 0, "deployed", "info", "api-1"],
  [decided("fail"), 10, "gate failed", "warning", "error rate: fail 9 % (allowed: < 1 %) over 120 requests"],
  [decided("inconclusive"), 10, "gate inconclusive", "warning", "slo gate: inconclusive for api-2"],
  [decided("error"), 10, "gate inconclusive", "warning", "slo gate: error for api-2"],
  [{ event: "weights restored", by: "guard", reason: "gone" }, 10, "restored", "warning", "by the guard: gone"],
  [{ event: "weights held", reason: "errors" }, 10, "held", "critical", "left as they are: errors"],
  [
    { event: "weights drained", freed: [{ upstream: "api", freed: 50, heir: "api-1" }] },
    50,
    "drained",
    "warning",
    "api: 50 points to api-1",
  ],
  [{ event: "roles changed", change: "promoted", revisions: ["api-2"] }, 100, "promoted", "info", "api-2"],
  [
    { event: "roles changed", change: "aborted", revisions: ["api-2"] },
    0,
    "aborted",
    "warning",
    "canary is gone: api-2",
  ],
  [{ event: "watch alarm", alerts: ["SLOBurnRateFast of api-1"] }, 0, "watch alarm", "critical", "SLOBurnRateFast"],
])("%j after %s %% is told as %s", (event, before, kind, severity, text) => {
  expect(tell(event, before)).toMatchObject({ stack: "staging", at, kind, severity, event });
  expect(tell(event, before)?.text).toContain(text);
});

it.each<ReleaseEvent>([
  decided("pass"),
  { event: "gate started", gate: "slo", subject: "api-2" },
  { event: "weights moved", weights: {} },
  { event: "ceiling", freed: 40, percent: 10 },
])("nobody is told of %j", (event) => {
  expect(tell(event, 10)).toBeUndefined();
});

it("has an id that is the same each time, and no other message's", () => {
  const [one, again, other] = [tell(committed(10)), tell(committed(10)), tell(committed(50))];
  expect(one?.id).toBe(again?.id);
  expect(one?.id).not.toBe(other?.id);
  expect(messageOf("production", { at, ...committed(10) }, 0)?.id).not.toBe(one?.id);
});
