import { spawn } from "node:child_process";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kongAdmin } from "../providers/kong/admin.ts";
import { drain } from "../traffic/drain.ts";
import { ROOT } from "./harness/engine.ts";
import { gatesIn } from "./harness/events.ts";
import { expectRefusal, expectSplit, expectStateToBeReality, expectSuccess } from "./harness/expect.ts";
import { shareOf, splitOf, UPSTREAMS, type Upstream } from "./harness/gateway.ts";
import { killProcess } from "./harness/processes.ts";
import { gates, ProgramStack } from "./harness/stack.ts";
import { ASKED, guardGone, PASSED, raiseUntil, restored, STAGES } from "./harness/stages.ts";
import { byUpstream, NEW, OLD, type ReleaseVersions } from "./harness/versions.ts";

/** The update is not alone: other updates, other people, processes that die. */
describe("a stack that others touch", () => {
  let stack: ProgramStack;
  const watching = STAGES.find(({ name }) => name === "during the watch");

  beforeAll(async () => {
    stack = await ProgramStack.create("hands");
    expectSuccess(await stack.up());
    stack.load();
    stack.configure({ canary: NEW, canaryPercent: PASSED });
    expectSuccess(await stack.up());
  });
  afterAll(() => stack?.remove());

  /** The update under test, seen in its watch. */
  const raiseAndWatch = () => {
    if (!watching) throw new Error("no stage of watching");
    return raiseUntil(stack, watching);
  };

  /** All of an upstream to its old revision, written by hand. */
  async function giveAllToOld(upstream: Upstream): Promise<void> {
    const targets = await stack.gateway.targets(upstream);
    const isOld = (revision: string) => revision.startsWith(`${upstream}-${byUpstream(OLD)[upstream]}-`);
    // Raised before anything is lowered: not even this hand may leave the upstream empty.
    for (const target of [...targets].sort((a, b) => Number(isOld(b.revision)) - Number(isOld(a.revision)))) {
      await stack.gateway.change(upstream, target, { weight: isOld(target.revision) ? 100 : 0 });
    }
  }

  it("refuses a second update and names who holds it, while the first goes on to pass", async () => {
    stack.configure({ canaryPercent: ASKED, gates: gates({ windowSeconds: 8 }) });
    const first = await raiseAndWatch();
    const second = await stack.up();
    expectRefusal(second, /currently locked/, /\(pid \d+\)/);
    expect(first.finished(), "the first must still be at work, or nothing was shown").toBeUndefined();
    expectSuccess(await first.ended);
    await expectSplit(stack, [OLD, 100 - ASKED], [NEW, ASKED]);
    stack.configure({ canaryPercent: PASSED, gates: gates({}) });
    expectSuccess(await stack.up());
    await expectSplit(stack, [OLD, 100 - PASSED], [NEW, PASSED]);
    await expectStateToBeReality(stack);
  });

  it("fails when weights are moved during its watch, leaves that upstream alone and takes the others back", async () => {
    stack.configure({ canaryPercent: ASKED, gates: gates({ windowSeconds: 60 }) });
    const run = await raiseAndWatch();
    await giveAllToOld("frontend");
    expectRefusal(await run.ended, "TRF003", /another hand set frontend-\S+ in frontend to/, "--refresh");
    const shares = shareOf(await stack.gateway.look(), byUpstream(NEW));
    expect(shares).toEqual({ frontend: 0, "automation-service": PASSED, "ai-pipeline": PASSED });
    stack.configure({ gates: gates({}) });
  });

  it("says in a refresh where traffic differs from what passed, and the next update mends it", async () => {
    const refreshed = await stack.refresh();
    expectSuccess(refreshed);
    expect(refreshed.output).toMatch(/the gateway splits .*, the last pass was .*; the next update mends it/);
    const before = stack.events().length;
    expectSuccess(await stack.up());
    expect(gatesIn(stack.events().slice(before))).toContain("slo");
    await expectSplit(stack, [OLD, 100 - ASKED], [NEW, ASKED]);
    await expectStateToBeReality(stack);
  });

  it("finds a rise made by hand in a refresh, and the next update lowers it", async () => {
    const [target] = (await stack.gateway.targets("ai-pipeline")).filter(({ revision }) =>
      revision.startsWith("ai-pipeline-1.1.0"),
    );
    if (target) await stack.gateway.change("ai-pipeline", target, { weight: 200 });
    expect(splitOf(await stack.gateway.look())["ai-pipeline"][target?.revision ?? ""]).toBe(200);
    expectSuccess(await stack.refresh());
    expectSuccess(await stack.up());
    await expectSplit(stack, [OLD, 100 - ASKED], [NEW, ASKED]);
    await expectStateToBeReality(stack);
  });

  it("replaces a process that was killed, after a refresh, and tests it before it has traffic", async () => {
    const killed = stack.process("ai-pipeline-1.1.0");
    await killProcess(killed.pid);
    const before = stack.events().length;
    expectSuccess(await stack.refresh());
    expectSuccess(await stack.up());
    expect(stack.process("ai-pipeline-1.1.0").pid).not.toBe(killed.pid);
    expect(gatesIn(stack.events().slice(before))).toContain("smoke");
    await expectSplit(stack, [OLD, 100 - ASKED], [NEW, ASKED]);
    await expectStateToBeReality(stack);
  });

  describe("and that an operator drains", () => {
    /** What `bin/canary rollback` does first, while the update holds the lock. */
    const drainCanary = async () => {
      const picture = await stack.gateway.look();
      const revisions = (release: ReleaseVersions) =>
        Object.fromEntries(
          UPSTREAMS.map((name) => {
            const own = picture[name].find(({ revision }) =>
              revision.startsWith(`${name}-${byUpstream(release)[name]}-`),
            );
            return [name, own?.revision ?? ""];
          }),
        );
      const upstreams = Object.fromEntries(UPSTREAMS.map((name) => [name, name]));
      const exposure = { upstreams, stable: revisions(OLD), canary: revisions(NEW) };
      const admin = kongAdmin({ uri: `http://127.0.0.1:${stack.ports.admin}` });
      await drain(admin, { ...exposure, percent: ASKED }, { ...exposure, percent: 0 });
    };

    beforeAll(async () => {
      stack.configure({ canaryPercent: PASSED, gates: gates({}) });
      expectSuccess(await stack.up());
    });

    it.each(["before the guard is armed", "during the watch"])("%s, gives nothing back", async (name) => {
      // The bake gate wants requests in the time since the last pass, and those of two scrapes at least.
      await sleep(4000);
      stack.configure({ canaryPercent: ASKED, gates: gates({ windowSeconds: 60 }) });
      const stage = STAGES.find((candidate) => candidate.name === name);
      if (!stage) throw new Error(`no stage ${name}`);
      const run = await raiseUntil(stack, stage);
      await drainCanary();
      await expectSplit(stack, [OLD, 100]);
      expectRefusal(await run.ended, /TRF00[135]/);
      await expectSplit(stack, [OLD, 100]);
      expectRefusal(await stack.up(), "TRF005", "bin/canary rollback");

      stack.configure({ canaryPercent: 0, gates: gates({}) });
      expectSuccess(await stack.up());
      stack.configure({ canaryPercent: PASSED });
      expectSuccess(await stack.up());
      await expectSplit(stack, [OLD, 100 - PASSED], [NEW, PASSED]);
      await expectStateToBeReality(stack);
    });
  });

  it("fails when its gateway goes away during the watch, and the guard puts traffic back when that returns", async () => {
    stack.configure({ canaryPercent: PASSED });
    expectSuccess(await stack.up());
    stack.configure({ canaryPercent: ASKED, gates: gates({ windowSeconds: 60 }) });
    const run = await raiseAndWatch();
    const gateway = stack.processes().find(({ command }) => command.includes("lab/gateway/main.ts"));
    if (!gateway) throw new Error("no gateway runs");
    const [program = "", ...args] = fs.readFileSync(`/proc/${gateway.pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    await killProcess(gateway.pid);
    expectRefusal(await run.ended, "GTW001", /the guard goes on trying/);
    expect(stack.leases().held).toBe(1);

    // As whoever runs the gateway brings it back: with the weights that it had when it went.
    const seen = stack.recorder.moments.length;
    spawn(program, args, { cwd: ROOT, env: gateway.environment, stdio: "ignore", detached: true }).unref();
    await restored(stack);
    await guardGone(stack);
    await expectSplit(stack, [OLD, 100 - PASSED], [NEW, PASSED]);
    expect(stack.events().at(-1)).toMatchObject({ event: "weights restored", by: "guard" });
    expect(stack.recorder.moments.length).toBeGreaterThan(seen);
  });

  it("had no upstream empty and no untested revision with traffic at any moment", () => {
    expect(stack.recorder.emptied()).toEqual([]);
    expect(stack.recorder.untested()).toEqual([]);
  });
});
