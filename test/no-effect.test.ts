import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALERT_NAMES } from "../monitoring/alerts/alert.ts";
import { expectRefusal, expectSplit, expectSuccess } from "./harness/expect.ts";
import { contentsOf } from "./harness/folders.ts";
import { splitOf } from "./harness/gateway.ts";
import { listenOn } from "./harness/ports.ts";
import { killProcess } from "./harness/processes.ts";
import { gates, ProgramStack } from "./harness/stack.ts";
import { until } from "./harness/until.ts";
import { NEW, OLD } from "./harness/versions.ts";

/** What looks, and what is refused, changes nothing. */
describe("a stack that stands", () => {
  let stack: ProgramStack;

  beforeAll(async () => {
    stack = await ProgramStack.create("no-effect");
    expectSuccess(await stack.up());
  });
  afterAll(() => stack?.remove());

  /** All that an update could change but for what the processes themselves write. */
  async function everything(): Promise<object> {
    const living = /^(log|data\/prometheus\/storage)\//;
    const files = Object.entries(contentsOf(stack.home)).filter(([file]) => !living.test(file));
    const { resources, pending } = await stack.state();
    // The default provider of dynamic resources echoes the whole config; its order and the times are the engine's own.
    const world = resources.flatMap(({ urn, type, id, outputs }) =>
      type.startsWith("pulumi:providers:") ? [] : [[urn, { id, outputs: maskSecrets(outputs) }] as const],
    );
    return {
      files: Object.fromEntries(files),
      split: splitOf(await stack.gateway.look()),
      pids: stack
        .processes()
        .map(({ pid }) => pid)
        .sort(),
      resources: Object.fromEntries(world),
      pending,
    };
  }

  /** When Prometheus last took over its configuration and rules, in seconds since 1970, and the alerts that it has. */
  async function rulesOfPrometheus(): Promise<{ loadedAt: number; alerts: string[] }> {
    const url = `http://127.0.0.1:${stack.ports.prometheus}`;
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const loadedAt = Number(/^prometheus_config_last_reload_success_timestamp_seconds (\S+)$/m.exec(metrics)?.[1]);
    const answer = await (await fetch(`${url}/api/v1/rules?type=alert`)).json();
    const { groups } = (answer as { data: { groups: { rules: { name: string }[] }[] } }).data;
    return { loadedAt, alerts: groups.flatMap(({ rules }) => rules.map(({ name }) => name)) };
  }

  it("is left alone by an update that has nothing to do, and Prometheus is asked for no reload", async () => {
    const [before, rules] = [await everything(), await rulesOfPrometheus()];
    expect(rules.loadedAt).toBeGreaterThan(0);
    expect(rules.alerts).toEqual(ALERT_NAMES);
    expectSuccess(await stack.up("--expect-no-changes"));
    expect(await rulesOfPrometheus()).toEqual(rules);
    expect(await everything()).toEqual(before);
  });

  const wrong: [string, Record<string, unknown>, (string | RegExp)[]][] = [
    ["a percentage that is no phase", { canary: NEW, canaryPercent: 37 }, ["canaryPercent is 37", "0, 10, 50, 100"]],
    ["a percentage that is text", { canary: NEW, canaryPercent: "abc" }, [/canaryPercent.* must be of type 'integer'/]],
    ["a negative percentage", { canary: NEW, canaryPercent: -1 }, ["canaryPercent", "-1", ">=0"]],
    ["a percentage without a canary", { canaryPercent: 10 }, ["canaryPercent is 10", "there is no canary"]],
    [
      "a version that is not known",
      { canary: { ...NEW, aiPipeline: "9.9.9" } },
      ["CFG004", 'canary.aiPipeline is "9.9.9"', "1.0.0-newidea, 1.1.0"],
    ],
    [
      "a key that is misspelt",
      { gates: { slo: { windowSecond: 5 } } },
      ["gates.slo.windowSecond is no key", "Pulumi.yaml"],
    ],
    ["a canary that is the stable release", { canary: OLD }, ["canary has the same versions and flag as stable"]],
    [
      "a text where a number belongs",
      { gates: { slo: { windowSeconds: "ten" } } },
      ["CFG001", 'gates.slo.windowSeconds is "ten"', "number"],
    ],
  ];

  it("refuses bad config, naming key, value and what is allowed, and nothing has changed", {
    timeout: 300_000,
  }, async () => {
    const before = await everything();
    for (const [, config, words] of wrong) {
      stack.configure(config);
      expectRefusal(await stack.up(), ...words);
      stack.configure({ canary: undefined, canaryPercent: undefined, gates: gates({}) });
    }
    expect(await everything()).toEqual(before);
  });

  it("says in a preview, in one line, what would move and which gates would run, and nothing has changed", async () => {
    stack.configure({ canary: NEW, canaryPercent: 10 });
    const before = await everything();
    const { exitCode, output } = await stack.preview();
    expect(exitCode, output).toBe(0);
    expect(output).toContain("traffic 100/0 → 90/10; gates: smoke, frontend, bake, SLO 4 s");
    expect(await everything()).toEqual(before);
    await expectSplit(stack, [OLD, 100]);
  });

  it("is asked nothing by a preview: with everything stopped it says the same, and nobody calls", async () => {
    await stack.recorder.stop();
    const services = (
      await Promise.all(
        (["automation-service", "ai-pipeline", "frontend"] as const).map((name) => stack.gateway.targets(name)),
      )
    ).flat();
    const servicePorts = services.map(({ address }) => Number(address.split(":")[1]));
    for (const { pid } of stack.processes()) await killProcess(pid);
    const listener = await until(
      () => listenOn([...Object.values(stack.ports), ...servicePorts]).catch(() => undefined),
      {
        what: "all ports of the stack to be free",
      },
    );
    try {
      const before = contentsOf(stack.home);
      const { exitCode, output } = await stack.preview();
      expect(exitCode, output).toBe(0);
      expect(output).toContain("traffic 100/0 → 90/10; gates: smoke, frontend, bake, SLO 4 s");
      expect(listener.connections).toEqual([]);
      expect(contentsOf(stack.home)).toEqual(before);
      // The preview's own plugins end with it, a moment later at most.
      await until(() => stack.processes().length === 0, { what: "no process of the stack to run" });
      // The listeners do hear who calls: an update, for one, must.
      expectRefusal(await stack.up(), String(stack.ports.admin));
      expect(listener.connections).toContain(stack.ports.admin);
    } finally {
      await listener.close();
    }
  });
});

/** A secret is encrypted anew whenever state is written. */
function maskSecrets(outputs: unknown): unknown {
  return JSON.parse(
    JSON.stringify(outputs ?? {}, (key, value: unknown) => (key === "ciphertext" ? "a secret" : value)),
  );
}
