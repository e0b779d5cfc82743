import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type ReleaseEvent, readEvents, record } from "./events.ts";

function home(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "events-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  return folder;
}

test("events come back as they were written, with their times and the evidence of a verdict", () => {
  const folder = home();
  const events: readonly ReleaseEvent[] = [
    { event: "gate started", gate: "slo", subject: "api-2" },
    {
      event: "gate decided",
      gate: "slo",
      subject: "api-2",
      outcome: "fail",
      checks: [{ name: "error rate", outcome: "fail", value: "5 %", eValue: Number.MAX_VALUE, interval: [0.01, 0.1] }],
    },
    { event: "weights restored", by: "guard", reason: "the engine is gone" },
  ];
  for (const event of events) record(folder, event);
  expect(readEvents(folder)).toEqual(events.map((event) => ({ ...event, at: expect.stringMatching(/^\d{4}-.*Z$/) })));
});

test("a line that is cut, or in another version's form, is left out", () => {
  const folder = home();
  record(folder, { event: "weights moved", weights: { api: { "api-2": 10 } } });
  const file = path.join(folder, "events.jsonl");
  fs.appendFileSync(file, '{"at":"2026-01-01T00:00:00.000Z","event":"gate decided","gate":"slo"}\n{"at":"2026-01-01T0');
  expect(readEvents(folder).map(({ event }) => event)).toEqual(["weights moved"]);
});

test("a stack of which nothing was told has no events", () => expect(readEvents(home())).toEqual([]));
