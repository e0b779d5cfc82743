import fc from "fast-check";
import { expect, test } from "vitest";
import { histories } from "./histories.ts";
import { liveThrough } from "./life.ts";

/** How many histories: more for a hunt, with seeds of their own. */
const RUNS = Number(process.env.ENGINE_PROPERTY_RUNS ?? 100);
/** The same every time where nobody hunts, so that a change that has nothing to do with it does not fail. */
const SEED = Number(
  process.env.ENGINE_PROPERTY_SEED ?? (process.env.ENGINE_PROPERTY_RUNS === undefined ? 1 : Date.now()),
);

test("whatever happens to a stack, the engine keeps order, loses nothing, and comes to the program's goal", async () => {
  const result = await fc.check(fc.asyncProperty(histories, liveThrough), { numRuns: RUNS, seed: SEED });
  expect(result.failed, fc.defaultReportMessage(result)).toBe(false);
}, 3_600_000);
