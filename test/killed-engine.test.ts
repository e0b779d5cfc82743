import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatesIn } from "./harness/events.ts";
import { expectRefusal, expectSplit, expectStateToBeReality, expectSuccess } from "./harness/expect.ts";
import { killProcess } from "./harness/processes.ts";
import { ProgramStack } from "./harness/stack.ts";
import { ASKED, guardGone, highestShare, PASSED, raiseUntil, restored, STAGES } from "./harness/stages.ts";
import { NEW, OLD } from "./harness/versions.ts";

/** What passed last is all that is exposed when nobody is left who watches. */
describe("an engine that is killed in the middle of a shift", () => {
  let stack: ProgramStack;

  beforeAll(async () => {
    stack = await ProgramStack.create("killed");
    expectSuccess(await stack.up());
    stack.load();
    stack.configure({ canary: NEW, canaryPercent: PASSED });
    expectSuccess(await stack.up());
    stack.configure({ canaryPercent: ASKED });
  });
  afterAll(() => stack?.remove());

  it.each(STAGES)("$name: traffic is back at the last pass, and the stack says that it is locked", async (stage) => {
    const run = await raiseUntil(stack, stage);
    run.kill();
    await run.ended;
    await restored(stack);
    await guardGone(stack);
    // A plugin that outlives its engine must not raise again what the guard has put back.
    await restored(stack);
    await expectSplit(stack, [OLD, 100 - PASSED], [NEW, PASSED]);
    expectRefusal(await stack.up(), /lock/);
    expectSuccess(await stack.cancel());
  });

  it("together with its plugin: the guard alone puts traffic back", async () => {
    const run = await raiseUntil(stack, stageNamed("during the watch"));
    const plugins = stack.processes().filter(({ command }) => command.includes("dynamic-provider"));
    expect(plugins.length).toBeGreaterThan(0);
    run.kill();
    await Promise.all(plugins.map(({ pid }) => killProcess(pid)));
    await restored(stack);
    await guardGone(stack);
    expect(stack.events().at(-1)).toMatchObject({ event: "weights restored", by: "guard" });
    expectSuccess(await stack.cancel());
  });

  it("loses only its plugin: the update fails and the guard puts traffic back", async () => {
    const run = await raiseUntil(stack, stageNamed("during the watch"));
    const plugins = stack.processes().filter(({ command }) => command.includes("dynamic-provider"));
    await Promise.all(plugins.map(({ pid }) => killProcess(pid)));
    await restored(stack);
    expectRefusal(await run.ended);
    await guardGone(stack);
    await expectSplit(stack, [OLD, 100 - PASSED], [NEW, PASSED]);
  });

  it("leaves a stack that the next update watches again and commits", async () => {
    const before = stack.events().length;
    expectSuccess(await stack.up());
    expect(gatesIn(stack.events().slice(before))).toEqual(["bake", "slo"]);
    await expectSplit(stack, [OLD, 100 - ASKED], [NEW, ASKED]);
    expect(highestShare(stack)).toBe(ASKED);
    await expectStateToBeReality(stack);
  });

  it("left no upstream empty and no untested revision with traffic at any moment", () => {
    expect(stack.recorder.emptied()).toEqual([]);
    expect(stack.recorder.untested()).toEqual([]);
  });
});

function stageNamed(name: string) {
  const stage = STAGES.find((candidate) => candidate.name === name);
  if (!stage) throw new Error(`no stage "${name}"`);
  return stage;
}
