import { expect, it } from "vitest";
import type { RecordedEvent, ReleaseEvent } from "../../gates/events.ts";
import type { RealSplit } from "../status/gather.ts";
import { standingOf } from "./standing.ts";

const gateway = (canary: number, drained: readonly string[] = []): RealSplit => ({
  kind: "known",
  shares: { api: { "api-1": 100 - canary, "api-2": canary }, page: { "page-1": 100 } },
  drained,
});
const events = (...list: ReleaseEvent[]): RecordedEvent[] =>
  list.map((event) => ({ at: "2026-01-01T12:00:00.000Z", ...event }));
const held: ReleaseEvent = { event: "weights held", reason: "errors 9 %" };
const committed: ReleaseEvent = { event: "weights committed", weights: {}, percent: 10 };

it.each([
  ["settled at what has passed", gateway(10), [], { kind: "settled" }],
  ["settled below it, but for rounding", gateway(10.4), [held], { kind: "settled" }],
  ["held where the last move was", gateway(50), [committed, held], { kind: "held", reason: "errors 9 %" }],
  ["exposed where none was held", gateway(50), [held, committed], { kind: "exposed", share: 50 }],
  ["drained, whatever the share", gateway(0, ["api-2"]), [], { kind: "drained", revisions: ["api-2"] }],
  ["not drained where something else is", gateway(10, ["api-0"]), [], { kind: "settled" }],
  ["unknown without an answer", { kind: "unknown", reason: "refused" }, [], { kind: "unknown", reason: "refused" }],
] as const)("is %s", (_name, real, list, expected) => {
  expect(standingOf(real, ["api-2"], 10, events(...list))).toEqual(expected);
});

it("is settled without a canary", () => {
  expect(standingOf(gateway(100), [], 0, [])).toEqual({ kind: "settled" });
});
