import { expect, it } from "vitest";
import type { TimedEvent } from "./record.ts";
import { renderRecent, renderStatus } from "./status.ts";
import { answered, moved, unanswered } from "./test/recording.ts";

const measured: TimedEvent = {
  event: "gate measured",
  gate: "slo",
  subject: "auto-2",
  remainingSeconds: 3.2,
  measures: [{ revision: "auto-2", side: "judged", text: "123 requests, errors 0.81 %, > 1 s 0 %, > 2 s 0 %" }],
  checks: [],
  at: 0,
};
const recent = [answered("auto-1", 1), answered("auto-1", 1), answered("auto-1", 1), answered("auto-2", 1, 502)];

it("shows what a gate measures right now, and the split of the last seconds", () => {
  const status = { elapsedSeconds: 7.4, phase: "pulumi up", events: [moved(0), measured], recent, steady: "auto-1" };
  expect(renderStatus(status)).toEqual([
    "7 s  pulumi up; slo, 4 s left: 123 requests, errors 0.81 %, > 1 s 0 %, …",
    "4 requests, new release 25.0 %, 1 failed",
  ]);
});

it("shows the command alone before anything has happened, and that nobody is served any more", () => {
  const status = { elapsedSeconds: 0.2, phase: "config", events: [], steady: "auto-1" };
  expect(renderStatus(status)).toEqual(["0 s  config", "nobody is served any more"]);
});

it("says that nobody answers", () => {
  expect(renderRecent([unanswered("ECONNREFUSED", 1)], "auto-1")).toBe("1 requests, none answered by a service");
});
