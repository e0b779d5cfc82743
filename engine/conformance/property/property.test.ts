import fc from "fast-check";
import { expect, test } from "vitest";
import { histories, killedHistories } from "./histories.ts";
import { liveThrough } from "./life.ts";

/** How much is tried, as a multiple of what there is time for when everything is tested. */
const FACTOR = Number(process.env.ENGINE_PROPERTY_FACTOR ?? 1);
/** The same every time where nobody hunts: a change that has nothing to do with it must not fail by chance. */
const SEED = Number(process.env.ENGINE_PROPERTY_SEED ?? (FACTOR === 1 ? 1 : Date.now()));

test.each([
  { what: "whatever happens to a stack", lives: histories, count: 60, limitMs: 40_000 },
  { what: "also after a SIGKILL", lives: killedHistories, count: 8, limitMs: 20_000 },
])(
  "$what, the engine keeps order, loses nothing, and comes to its goal",
  async ({ lives, count, limitMs }) => {
    const property = fc.asyncProperty(lives, (history) => liveThrough(history));
    // A busy machine gets through fewer of them.
    const limits = { numRuns: count * FACTOR, interruptAfterTimeLimit: limitMs * FACTOR };
    const result = await fc.check(property, { ...limits, seed: SEED });
    if (result.failed) throw new Error(fc.defaultReportMessage(result), { cause: result.errorInstance });
    expect(result.numRuns).toBeGreaterThan(0);
  },
  3_600_000,
);
