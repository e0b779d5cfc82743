import { describe, expect, test } from "vitest";
import type { RecordedEvent, ReleaseEvent } from "../../gates/events.ts";
import { lastGate } from "./last-gate.ts";

const at = (seconds: number, event: ReleaseEvent): RecordedEvent => ({
  ...event,
  at: new Date(seconds * 1000).toISOString(),
});
const started = (seconds: number, gate = "slo") => at(seconds, { event: "gate started", gate, subject: "api-2" });
const moved = (seconds: number) =>
  at(seconds, { event: "weights moved", weights: { page: { "page-1": 100 }, api: { "api-1": 90, "api-2": 10 } } });
const measured = (seconds: number) =>
  at(seconds, {
    event: "gate measured",
    gate: "slo",
    subject: "api-2",
    remainingSeconds: 1,
    measures: [
      { revision: "api-2", side: "judged", text: "" },
      { revision: "api-1", side: "stable", text: "" },
    ],
    checks: [],
  });
const decided = (seconds: number, gate = "slo") =>
  at(seconds, { event: "gate decided", gate, subject: "api-2", outcome: "pass", checks: [] });
const restored = (seconds: number) => at(seconds, { event: "weights restored", by: "guard", reason: "" });

describe("the last SLO gate", () => {
  test("has its revisions, its time and its share from what was told", () => {
    const events = [
      started(1),
      decided(5),
      started(8, "smoke"),
      decided(9, "smoke"),
      started(10),
      moved(11),
      measured(15),
    ];
    expect(lastGate([...events, decided(20), started(30, "smoke")])).toEqual({
      judged: ["api-2"],
      baseline: ["api-1"],
      share: 0.1,
      from: 10_000,
      to: 20_000,
    });
  });

  test("that was broken off ends with the weights that were put back", () => {
    expect(lastGate([started(10), moved(11), restored(13)])).toMatchObject({ from: 10_000, to: 13_000 });
  });

  test("that has not ended is not the last one", () => {
    expect(lastGate([started(1), decided(5), started(10), moved(11)])).toMatchObject({ from: 1000, to: 5000 });
  });

  test.each([
    ["nothing was told", []],
    ["no gate has run", [decided(9, "smoke")]],
    ["only one is under way", [started(1)]],
  ])("is none where %s", (_case, events) => expect(lastGate(events)).toBeUndefined());
});
