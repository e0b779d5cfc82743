import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Load } from "../lab/load/generator.ts";
import { gatesIn } from "./harness/events.ts";
import { expectRefusal, expectSplit, expectStateToBeReality, expectSuccess } from "./harness/expect.ts";
import { splitOf, UPSTREAMS } from "./harness/gateway.ts";
import { killProcess } from "./harness/processes.ts";
import { gates, ProgramStack } from "./harness/stack.ts";
import { NEW } from "./harness/versions.ts";

/** A stable release that fails all the time: gates judge revisions, not services. */
const SICK_STABLE = { ...NEW, automationService: "3.0.0", aiPipeline: "1.0.9", frontend: "1.0.0" };
const BROKEN = { ...NEW, aiPipeline: "1.1.9" };
const UNFIT = { ...NEW, aiPipeline: "1.1.8" };
const FAULTS = {
  "ai-pipeline@1.0.9": { kind: "errors", rate: 0.3 },
  "ai-pipeline@1.1.9": { kind: "errors", rate: 0.5 },
  "ai-pipeline@1.1.8": { kind: "errors", rate: 1, probes: true },
};

describe("gates", () => {
  let stack: ProgramStack;
  let users: Load;

  beforeAll(async () => {
    stack = await ProgramStack.create("gates", { stable: SICK_STABLE, lab: { faults: FAULTS } });
    expectSuccess(await stack.up());
    users = stack.load();
  });
  afterAll(() => stack?.remove());

  /** What a failed rise leaves: of the canary only the page has passed before, at 10 %. */
  async function expectOnlyThePage(): Promise<void> {
    const split = splitOf(await stack.gateway.look());
    const weights = Object.fromEntries(UPSTREAMS.map((name) => [name, Object.values(split[name]).sort()]));
    expect(weights).toEqual({ "automation-service": [100], "ai-pipeline": [100], frontend: [10, 90] });
  }

  const eventsSince = (before: number) => stack.events().slice(before);

  it("keep a canary that fails its smoke gate from ever having traffic", async () => {
    const before = stack.events().length;
    stack.configure({ canary: UNFIT, canaryPercent: 10 });
    expectRefusal(
      await stack.up(),
      "GAT001",
      /smoke gate fail for .*ai-pipeline-1\.1\.8-/,
      /execution of automation-service-3\.0\.1-\S+: fail 3 of 3 not so: .*bad_gateway.* \(allowed: ping answered "pong"\)/,
    );
    expect(gatesIn(eventsSince(before))).toEqual(["frontend", "smoke"]);
    await expectSplit(stack, [SICK_STABLE, 100]);
    const target = (await stack.gateway.targets("ai-pipeline")).find(({ revision }) =>
      revision.startsWith("ai-pipeline-1.1.8"),
    );
    expect(target).toMatchObject({ weight: 0 });
    expect(target?.tags).not.toContain("smoked");
  });

  it("judge by revision: stable errors are not a canary's", async () => {
    const since = users.mark();
    stack.configure({ canary: NEW, canaryPercent: 10 });
    expectSuccess(await stack.up());
    await expectSplit(stack, [SICK_STABLE, 90], [NEW, 10]);
    const { byRevision } = users.between(since);
    const failed = Object.entries(byRevision).map(([revision, { failed }]) => [revision, failed > 0] as const);
    expect(failed.map(([revision, hasFailed]) => [revision.slice(0, -7), hasFailed]).sort()).toEqual([
      ["automation-service-3.0.0", true],
      ["automation-service-3.0.1", false],
    ]);
  });

  it("cannot be gone around: the splitter refuses to raise what lacks the smoke gate's mark", async () => {
    const [canary] = (await stack.gateway.targets("frontend")).filter(({ weight }) => weight === 10);
    expect(canary?.tags).toContain("smoked");
    if (!canary) return;
    const tags = canary.tags.filter((tag) => tag !== "smoked");
    await stack.gateway.change("frontend", canary, { tags });
    stack.configure({ canaryPercent: 50 });
    expectRefusal(await stack.up(), "TRF001", /frontend-1\.1\.0-\S+ at \S+ has not passed its smoke gate/);
    await expectSplit(stack, [SICK_STABLE, 90], [NEW, 10]);
    await stack.gateway.change("frontend", canary, { tags: [...canary.tags] });
  });

  it("stop a broken canary before the window ends, with traffic back before the error is told", async () => {
    // So long that only violations can end it.
    stack.configure({ canary: BROKEN, canaryPercent: 10, gates: gates({ windowSeconds: 120 }) });
    const before = stack.events().length;
    const run = await stack.up();
    expectRefusal(
      run,
      "GAT003",
      /error rate of automation-service-3\.0\.1-\S+: fail [\d.]+ % \(allowed: < 1 %\) over \d+ requests/,
      /query: \{__name__=~".*ai_request_errors_total/,
      /weights are back at/,
    );
    await expectOnlyThePage();
    const story = eventsSince(before);
    const decided = story.findIndex((event) => event.event === "gate decided" && event.gate === "slo");
    // Three violations are looked over; the fourth decides.
    expect(story.slice(0, decided).filter(({ event }) => event === "gate measured").length).toBeGreaterThanOrEqual(3);
    expect(story.at(-1)).toMatchObject({ event: "weights restored", by: "shift" });
    expect(stack.leases()).toEqual({ held: 0, armed: 0 });
  });

  it("take no traffic for no answer, not for a pass", async () => {
    await users.stop();
    stack.configure({ canary: NEW, canaryPercent: 10, gates: gates({}) });
    expectRefusal(await stack.up(), "GAT004", "SLO gate inconclusive", /no requests|too little traffic/);
    await expectOnlyThePage();
    users = stack.load();
  });

  it("do not pass without Prometheus, and a refresh brings it back", async () => {
    stack.configure({ gates: gates({ windowSeconds: 20 }) });
    const before = stack.events().length;
    const run = stack.start("up");
    await stack.during(run, "the watch to have measured", () =>
      eventsSince(before).some(({ event }) => event === "gate measured"),
    );
    const prometheus = stack.processes().find(({ command }) => command.includes("--web.enable-lifecycle"));
    expect(prometheus).toBeDefined();
    if (prometheus) await killProcess(prometheus.pid);
    expectRefusal(await run.ended, "GAT004", "SLO gate error", /measurement: error/, /query: /);
    await expectOnlyThePage();

    stack.configure({ gates: gates({}) });
    expectSuccess(await stack.up("--refresh"));
    await expectSplit(stack, [SICK_STABLE, 90], [NEW, 10]);
    await expectStateToBeReality(stack);
  });

  it("make up for users who send too few by requests of their own, in the bake and in the watch", async () => {
    await users.stop();
    const slo = {
      strategy: "sequential",
      onInconclusive: "probe",
      probesPerSecond: 50,
      maxProbes: 700,
      pollSeconds: 2,
    };
    stack.configure({
      canaryPercent: 50,
      gates: gates({ ...slo, maxShareSlowerThan1s: 0.5, maxShareSlowerThan2s: 0.5 }),
    });
    const before = stack.events().length;
    const run = await stack.up();
    expectSuccess(run);
    expect(run.output).toContain("bake gate: users sent too few requests; sending 700 synthetic ones");
    expect(run.output).toMatch(/too few requests of users: \d+ of 700 synthetic ones sent/);
    await expectSplit(stack, [SICK_STABLE, 50], [NEW, 50]);
    const errors = eventsSince(before).flatMap((event) =>
      event.event === "gate decided"
        ? event.checks.flatMap(({ name, probes }) => (/^error rate of [^ ]+$/.test(name) ? [probes ?? 0] : []))
        : [],
    );
    expect(errors).toEqual([expect.any(Number)]);
    expect(errors[0]).toBeGreaterThan(300);
  });

  it("leave the weights as they are where config says hold, and the next update lowers what has not passed", async () => {
    users = stack.load();
    const slo = gates({ onInconclusive: "hold", minRequests: 1_000_000 });
    stack.configure({ canaryPercent: 100, gates: slo });
    expectRefusal(
      await stack.up(),
      "GAT004",
      "SLO gate inconclusive",
      "weights stay at",
      "gates.slo.onInconclusive is hold",
    );
    await expectSplit(stack, [NEW, 100]);
    stack.configure({ canaryPercent: 50 });
    expectSuccess(await stack.up());
    await expectSplit(stack, [SICK_STABLE, 50], [NEW, 50]);
  });

  it("only say what they would decide where config says so", async () => {
    stack.configure({ canaryPercent: 100, gates: gates({ dryRun: true, minRequests: 1_000_000 }) });
    const run = await stack.up();
    expectSuccess(run);
    expect(run.output).toMatch(/SLO gate: inconclusive for \S+, let through by gates\.slo\.dryRun/);
    await expectSplit(stack, [NEW, 100]);
  });

  it("left no upstream empty and no untested revision with traffic at any moment", () => {
    expect(stack.recorder.emptied()).toEqual([]);
    const byHand = /^frontend-1\.1\.0-/;
    expect(stack.recorder.untested().filter((text) => !byHand.test(text))).toEqual([]);
  });
});
