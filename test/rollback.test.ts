import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hang, resume } from "../lab/faults/hang.ts";
import type { Load } from "../lab/load/generator.ts";
import { gatesIn } from "./harness/events.ts";
import { expectRefusal, expectSplit, expectStateToBeReality, expectSuccess } from "./harness/expect.ts";
import { ProgramStack } from "./harness/stack.ts";
import { byUpstream, NEW, OLD } from "./harness/versions.ts";

/** A canary that can never start. */
const UNSTARTABLE = { ...NEW, aiPipeline: "1.1.7" };
const LAST_WORDS = "cannot open the catalogue: disk full";

/** Traffic goes down whatever else is wrong. */
describe("a rollback", () => {
  let stack: ProgramStack;
  let users: Load;

  beforeAll(async () => {
    stack = await ProgramStack.create("rollback", {
      lab: { faults: { "ai-pipeline@1.1.7": { kind: "cannot-start", message: LAST_WORDS } } },
    });
    expectSuccess(await stack.up());
    users = stack.load();
    for (const percent of [10, 50]) {
      stack.configure({ canary: NEW, canaryPercent: percent });
      expectSuccess(await stack.up());
    }
    await expectSplit(stack, [OLD, 50], [NEW, 50]);
  });
  afterAll(() => stack?.remove());

  it("takes traffic off a canary that hangs, asks no gate, and succeeds", async () => {
    const before = stack.events().length;
    const hung = Object.entries(byUpstream(NEW)).map(([service, version]) => stack.process(`${service}-${version}`));
    for (const target of hung) await hang(target);
    stack.configure({ canaryPercent: 0 });
    expectSuccess(await stack.up());
    await expectSplit(stack, [OLD, 100]);
    expect(gatesIn(stack.events().slice(before))).toEqual([]);
    const after = await stack.load({ requestsPerSecond: 100, maxRequests: 50 }).ended;
    expect(after.failed, JSON.stringify(after.byStatus)).toBe(0);
    for (const target of hung) await resume(target);
    await expectStateToBeReality(stack);
  });

  it("that has passed begins the phases anew", async () => {
    stack.configure({ canaryPercent: 50 });
    expectRefusal(await stack.up(), "GAT002", /0 % → 50 %/, /set canaryPercent to 10 first/);
    for (const percent of [10, 50]) {
      stack.configure({ canaryPercent: percent });
      const before = stack.events().length;
      expectSuccess(await stack.up());
      expect(gatesIn(stack.events().slice(before))).toEqual(["bake", "slo"]);
    }
    await expectSplit(stack, [OLD, 50], [NEW, 50]);
  });

  it("happens although the same update names a canary that cannot start and fails", async () => {
    const [before, since] = [stack.events().length, users.mark()];
    stack.configure({ canary: UNSTARTABLE, canaryPercent: 0 });
    const run = stack.start("up");
    await stack.during(run, "the ceiling to have acted", () =>
      stack
        .events()
        .slice(before)
        .some(({ event }) => event === "ceiling"),
    );
    expect(run.finished()).toBeUndefined();
    await expectSplit(stack, [OLD, 100]);
    expectRefusal(await run.ended, "ai-pipeline-1.1.7", LAST_WORDS);
    await expectSplit(stack, [OLD, 100]);
    expect(gatesIn(stack.events().slice(before))).toEqual([]);
    expect(users.between(since).failed).toBe(0);
  });

  it("that failed half-way leaves a stack in which the config that is put back takes effect in one step, watched again", async () => {
    const before = stack.events().length;
    stack.configure({ canary: NEW, canaryPercent: 50 });
    expectSuccess(await stack.up());
    expect(gatesIn(stack.events().slice(before))).toEqual(["slo"]);
    await expectSplit(stack, [OLD, 50], [NEW, 50]);
    await expectStateToBeReality(stack);
  });

  it("whose engine is killed after the ceiling has acted still gives way to the config that is put back", async () => {
    const before = stack.events().length;
    stack.configure({ canaryPercent: 0 });
    const run = stack.start("up");
    await stack.during(run, "the ceiling to have acted", () =>
      stack
        .events()
        .slice(before)
        .some(({ event }) => event === "ceiling"),
    );
    run.kill();
    await run.ended;
    await expectSplit(stack, [OLD, 100]);
    expectSuccess(await stack.cancel());
    stack.configure({ canaryPercent: 50 });
    const again = stack.events().length;
    expectSuccess(await stack.up());
    expect(gatesIn(stack.events().slice(again))).toEqual(["slo"]);
    await expectSplit(stack, [OLD, 50], [NEW, 50]);
    await expectStateToBeReality(stack);
  });

  it("left no upstream empty and no untested revision with traffic at any moment", () => {
    expect(stack.recorder.emptied()).toEqual([]);
    expect(stack.recorder.untested()).toEqual([]);
  });
});
