import { expect, test } from "vitest";
import { windowStart } from "./rate-window.ts";

const MOMENT = Date.UTC(2026, 10, 23, 13, 14, 15, 678);

test.each([
  ["second", Date.UTC(2026, 10, 23, 13, 14, 15)],
  ["minute", Date.UTC(2026, 10, 23, 13, 14)],
  ["hour", Date.UTC(2026, 10, 23, 13)],
  ["day", Date.UTC(2026, 10, 23)],
  ["month", Date.UTC(2026, 10, 1)],
  ["year", Date.UTC(2026, 0, 1)],
] as const)("the %s around a moment began at %i", (period, start) => {
  expect(windowStart(period, MOMENT)).toBe(start);
});
