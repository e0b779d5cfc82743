import { afterEach, describe, expect, it } from "vitest";
import { expectKnownProcesses, expectRefusal, expectSplit, expectSuccess } from "./harness/expect.ts";
import { listenOn } from "./harness/ports.ts";
import { ProgramStack } from "./harness/stack.ts";
import { processesIn } from "./harness/state.ts";
import { NEW, OLD } from "./harness/versions.ts";

/** The first update of a stack, on a machine where something is missing or in the way. */
describe("a first deployment", () => {
  let stack: ProgramStack | undefined;
  afterEach(() => stack?.remove());

  async function expectNothingUnknown(of: ProgramStack): Promise<void> {
    await expectKnownProcesses(of, Object.values(processesIn(await of.state())));
  }

  it("starts nothing for a release that cannot be planned", async () => {
    stack = await ProgramStack.create("unplanned", { canary: { ...NEW, aiPipeline: "9.9.9" } });
    expectRefusal(await stack.up(), "CFG004", 'canary.aiPipeline is "9.9.9"', "1.0.0-newidea, 1.1.0");
    expect(Object.keys(processesIn(await stack.state()))).toEqual([]);
    await expectNothingUnknown(stack);
  });

  it("names the key of a port that is taken, and works when the port is free", async () => {
    stack = await ProgramStack.create("port-taken");
    const squatter = await listenOn([stack.ports.proxy]);
    expectRefusal(
      await stack.up(),
      `ports.proxy: port ${stack.ports.proxy} is in use`,
      "config set --path ports.proxy",
    );
    await expectNothingUnknown(stack);
    await squatter.close();
    expectSuccess(await stack.up());
    await expectNothingUnknown(stack);
  });

  it("says that Prometheus cannot be run", async () => {
    stack = await ProgramStack.create("no-prometheus", {
      prometheus: { binary: "prometheus-that-is-not", scrapeSeconds: 1 },
    });
    expectRefusal(await stack.up(), "prometheus did not start", "prometheus-that-is-not", "ENOENT");
    await expectNothingUnknown(stack);
  });

  it("shows the last log lines of a service that does not start, and gives traffic to nobody", async () => {
    const words = "DATABASE_URL is not set";
    stack = await ProgramStack.create("not-starting", {
      stable: { ...OLD, automationService: "3.0.7" },
      lab: { faults: { "automation-service@3.0.7": { kind: "cannot-start", message: words } } },
    });
    expectRefusal(await stack.up(), /automation-service-3\.0\.7-\S+ did not start/, "exit code 3", words);
    await expectNothingUnknown(stack);
    const picture = await stack.gateway.look();
    expect(Object.values(picture).flatMap((targets) => targets.filter(({ weight }) => weight > 0))).toEqual([]);
  });

  it("opens no canary before there are users, says so at once, and is right as soon as the canary waits", async () => {
    stack = await ProgramStack.create("canary-at-once", { canary: NEW, canaryPercent: 10 });
    expectRefusal(await stack.up(), "GAT002", "this is the stack's first deployment", "set canaryPercent to 0");
    await expectSplit(stack, [OLD, 100]);
    stack.configure({ canaryPercent: 0 });
    expectSuccess(await stack.up());
    stack.load();
    stack.configure({ canaryPercent: 10 });
    expectSuccess(await stack.up());
    await expectSplit(stack, [OLD, 90], [NEW, 10]);
  });
});
