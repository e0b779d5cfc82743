import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatesIn } from "./harness/events.ts";
import { expectSplit, expectStateToBeReality, expectSuccess } from "./harness/expect.ts";
import { ProgramStack } from "./harness/stack.ts";
import { ASKED, guardGone, PASSED, raiseUntil, restored, STAGES } from "./harness/stages.ts";
import { NEW, OLD } from "./harness/versions.ts";

/** Between two Ctrl-C of somebody impatient, in ms. */
const IMPATIENCE_MS = 100;

/** Ctrl-C ends an update in order, and with traffic where it was before. */
describe("an update that is interrupted in the middle of a shift", () => {
  let stack: ProgramStack;

  beforeAll(async () => {
    stack = await ProgramStack.create("interrupted");
    expectSuccess(await stack.up());
    stack.load();
    stack.configure({ canary: NEW, canaryPercent: PASSED });
    expectSuccess(await stack.up());
    stack.configure({ canaryPercent: ASKED });
  });
  afterAll(() => stack?.remove());

  it.each(STAGES)("$name, once: it fails, and traffic is back at the last pass", async (stage) => {
    const run = await raiseUntil(stack, stage);
    run.interrupt();
    const { exitCode, output } = await run.ended;
    expect(exitCode, output).toBeGreaterThan(0);
    await restored(stack);
    await guardGone(stack);
    await expectSplit(stack, [OLD, 100 - PASSED], [NEW, PASSED]);
  });

  it.each(STAGES)("$name, twice: it ends at once, and traffic is back at the last pass", async (stage) => {
    const run = await raiseUntil(stack, stage);
    run.interrupt();
    await sleep(IMPATIENCE_MS);
    if (!run.finished()) run.interrupt();
    const { exitCode, output } = await run.ended;
    expect(exitCode, output).not.toBe(0);
    await restored(stack);
    await guardGone(stack);
    await expectSplit(stack, [OLD, 100 - PASSED], [NEW, PASSED]);
    // Only an engine that had no time to leave in order leaves its lock.
    if (stack.isLocked()) expectSuccess(await stack.cancel());
  });

  it("leaves a stack that the next update watches again and commits", async () => {
    const before = stack.events().length;
    expectSuccess(await stack.up());
    expect(gatesIn(stack.events().slice(before))).toEqual(["bake", "slo"]);
    await expectSplit(stack, [OLD, 100 - ASKED], [NEW, ASKED]);
    await expectStateToBeReality(stack);
  });

  it("left no upstream empty and no untested revision with traffic at any moment", () => {
    expect(stack.recorder.emptied()).toEqual([]);
    expect(stack.recorder.untested()).toEqual([]);
  });
});
