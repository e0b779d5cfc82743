import { expect, it } from "vitest";
import type { Finding } from "./check.ts";
import type { StepMeasure } from "./measure.ts";
import { STORY } from "./story.ts";
import { renderNotes, renderTable, type StepResult } from "./table.ts";
import { NAMES } from "./test/recording.ts";

const OK: Finding = { what: "no request fails", holds: true, seen: "none failed" };

function resultOf(id: string, measure: Partial<StepMeasure>, findings: readonly Finding[] = [OK]): StepResult {
  const step = STORY.find((candidate) => candidate.id === id)!;
  const requests = { sent: 600, failed: 0, onBrokenCanary: 0, notLive: 0, failures: {} };
  return { step, measure: { seconds: 9.87, gates: {}, requests, ...measure }, findings };
}

const STORY_TOLD = [
  resultOf("2", {
    gates: { smoke: "pass", frontend: "pass", bake: "pass", slo: "pass" },
    stands: { requests: 300, byRevision: { "auto-1": 271, "auto-2": 29 } },
  }),
  resultOf("7a", {
    seconds: 123.4,
    gates: { smoke: "pass", frontend: "pass", bake: "pass", slo: "inconclusive" },
    requests: { sent: 12_345, failed: 2, onBrokenCanary: 123, notLive: 0, failures: { ECONNRESET: 2 } },
    tried: { requests: 200, byRevision: { "auto-1": 180, "auto-3": 20 } },
  }),
  resultOf("8c", { secondsToLast: 2.514, stands: { requests: 90, byRevision: { "auto-1": 90 } } }),
  resultOf("10", { requests: { sent: 40, failed: 0, onBrokenCanary: 0, notLive: 39, failures: {} } }),
];

it("shows a line for each step, 80 columns at most", () => {
  const table = renderTable(STORY_TOLD, NAMES);
  expect(table).toMatchSnapshot();
  for (const line of table.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

it("has room for every title of the story", () => {
  for (const { title, id } of STORY) expect(`${id.padEnd(3)}${title}`.length, title).toBeLessThanOrEqual(24);
});

it("tells what did not hold, in lines of 80 columns", () => {
  const broken: Finding = { what: "no request fails", holds: false, seen: `2 × ECONNRESET ${"and so on ".repeat(20)}` };
  const notes = renderNotes([...STORY_TOLD, resultOf("6", {}, [OK, broken])]);
  expect(notes).toMatchSnapshot();
  for (const line of notes.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});
