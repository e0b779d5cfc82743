import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PolicyEvent } from "../events.ts";
import { secret } from "../values/marks.ts";
import { type Outcome, TestStack } from "./test-stack.ts";

// A run starts three or more processes; on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000 });

let stack: TestStack;
beforeEach(async () => {
  stack = await TestStack.create();
});
afterEach(() => stack.remove());

type Operation = "preview" | "update";

async function run(operation: Operation, policies: string, config?: object): Promise<Outcome> {
  return runPack(operation, await stack.policyPack("pack", policies), config);
}

async function runPack(operation: Operation, folder: string, config?: object): Promise<Outcome> {
  const file = join(stack.root, "policy-config.json");
  if (config !== undefined) await writeFile(file, JSON.stringify(config));
  return stack.run(operation, { policyPacks: [{ folder, config: config === undefined ? undefined : file }] });
}

function violations({ events }: Outcome): string[] {
  return events.flatMap((event) => ("policyEvent" in event ? [shown(event.policyEvent)] : []));
}

function shown({ enforcementLevel, policyName, resourceUrn, message }: PolicyEvent): string {
  return `${enforcementLevel} ${policyName} ${resourceUrn.split("::").at(-1)}: ${message.trimEnd().replaceAll("\n", " / ")}`;
}

function policyPacks({ events }: Outcome): unknown {
  return events.flatMap((event) => ("summaryEvent" in event ? [event.summaryEvent.PolicyPacks] : []))[0];
}

/** Has violations on things with a size of 10 and more. */
const SMALL = (level: string) => `[{
  name: "small", description: "Things are small.", enforcementLevel: "${level}", severity: "high",
  validateResource: ({ props }, report) => { if (props.size >= 10) report("make it smaller"); },
}]`;

describe("a resource policy", () => {
  test("that is advisory shows its violations, and changes nothing", async () => {
    await stack.program('new Thing("a", { size: 10 });');
    const update = await run("update", SMALL("advisory"));
    expect(update).toMatchObject({ result: "succeeded", changes: { create: 2 }, errors: [] });
    expect(violations(update)).toEqual(["advisory small a: Things are small. / make it smaller"]);
    expect(update.events).toContainEqual({
      policyEvent: {
        resourceUrn: "urn:pulumi:dev::proj::pulumi-nodejs:dynamic/test:Thing::a",
        message: "Things are small.\nmake it smaller\n",
        color: "never",
        policyName: "small",
        policyPackName: "pack",
        policyPackVersion: "1.2.3",
        policyPackVersionTag: "1.2.3",
        enforcementLevel: "advisory",
        severity: "high",
      },
    });
    expect(Object.entries(policyPacks(update) as object)).toEqual([[expect.stringMatching(/^pack\|local\|/), "1.2.3"]]);
  });

  test("that is mandatory refuses the resource before it is touched, and nothing more begins", async () => {
    await stack.program('const a = new Thing("a"); new Thing("b", { size: 10, text: a.token });');
    const update = await run("update", SMALL("mandatory"));
    expect(update).toMatchObject({ result: "failed", changes: { create: 2 }, errors: [] });
    expect(violations(update)).toEqual(["mandatory small b: Things are small. / make it smaller"]);
    expect(await stack.calls()).toEqual(["check a", "create a", "check b"]);
    expect(stack.entries("a")).toHaveLength(1);
    expect(stack.entries("b")).toEqual([]);
  });

  test("that is mandatory fails a preview too, which shows the whole of it", async () => {
    await stack.program('new Thing("a", { size: 10 }); new Thing("b", { size: 11 });');
    const preview = await run("preview", SMALL("mandatory"));
    expect(preview).toMatchObject({ result: "failed", changes: { create: 3 }, errors: ["preview failed"] });
    expect(violations(preview)).toHaveLength(2);
  });

  test("that is mandatory keeps an update from deleting what the program does not name any more", async () => {
    await stack.program('new Thing("old");');
    await stack.run("update");
    await stack.program('new Thing("a", { size: 10 });');
    expect(await run("update", SMALL("mandatory"))).toMatchObject({ result: "failed" });
    expect(stack.entries("old")).toHaveLength(1);
    expect(await stack.calls()).not.toContain("delete old");
  });

  test("that is disabled says nothing", async () => {
    await stack.program('new Thing("a", { size: 10 });');
    const preview = await run("preview", SMALL("mandatory"), { small: "disabled" });
    expect(preview).toMatchObject({ result: "succeeded" });
    expect(violations(preview)).toEqual([]);
  });

  test("gets inputs, options and provider; secrets in clear, nothing of the engine's own, and no unknowns", async () => {
    stack.config.set("proj:key", "value");
    await stack.program(`
      const c = new Component("c");
      const a = new Thing("a", { secret: pulumi.secret("hush") }, {
        parent: c, ignoreChanges: ["size"], customTimeouts: { create: "2m" }, deleteBeforeReplace: true,
        additionalSecretOutputs: ["text"],
      });
      new Thing("b", { text: a.token });
    `);
    const recorder = `[{
      name: "record", description: "Records.", validateResource: ({ type, name, urn, props, opts, provider }, report) => {
        if (type.includes("Thing")) report(JSON.stringify({ name, urn, props: JSON.parse(JSON.stringify(props)), opts, provider }));
      },
    }]`;
    const preview = await run("preview", recorder);
    const messages = violations(preview);
    const told = messages.find((message) => message.startsWith("advisory record a: Records."));
    expect(JSON.parse(told?.split(" / ")[1] ?? "")).toEqual({
      name: "a",
      urn: "urn:pulumi:dev::proj::test:index:Component$pulumi-nodejs:dynamic/test:Thing::a",
      props: { name: "a", secret: "hush" },
      opts: {
        protect: false,
        ignoreChanges: ["size"],
        aliases: [],
        customTimeouts: { createSeconds: 120, updateSeconds: 0, deleteSeconds: 0 },
        additionalSecretOutputs: ["text"],
        deleteBeforeReplace: true,
        parent: "urn:pulumi:dev::proj::test:index:Component::c",
      },
      provider: {
        type: "pulumi:providers:pulumi-nodejs",
        name: "default",
        urn: "urn:pulumi:dev::proj::pulumi:providers:pulumi-nodejs::default",
        props: { "proj:key": "value" },
      },
    });
    expect(messages).toContainEqual(
      "advisory record b: can't run policy 'record' from policy pack 'pack@v0.0.1' during preview: string value at .text can't be known during preview",
    );
  });
});

describe("a remediating policy", () => {
  const REMEDIATE = `[{
    name: "label", description: "Things are labelled.", enforcementLevel: "remediate",
    remediateResource: ({ type, props }) => {
      if (!type.includes("Thing") || props.text !== undefined) return undefined;
      props.text = "labelled"; props.hidden = new Secret("new"); return props;
    },
  }]`;

  test("changes inputs, keeps and makes secrets, and is shown", async () => {
    await stack.program('new Thing("a", { secret: pulumi.secret("hush") });');
    const update = await run("update", REMEDIATE);
    expect(update).toMatchObject({ result: "succeeded" });
    expect(Object.values(await stack.world())).toMatchObject([{ text: "labelled", hidden: "new", secret: "hush" }]);
    expect(stack.entries("a")[0]?.inputs).toMatchObject({
      text: "labelled",
      hidden: secret("new"),
      secret: secret("hush"),
    });
    const [event] = update.events.flatMap((one) =>
      "policyRemediationEvent" in one ? [one.policyRemediationEvent] : [],
    );
    expect(event).toMatchObject({ policyName: "label", policyPackName: "pack", policyPackVersion: "1.2.3" });
    expect(event?.before.text).toBeUndefined();
    expect(event?.after.text).toBe("labelled");
    expect(JSON.stringify(event)).not.toMatch(/hush|"new"/);
    // The same inputs are remediated in the same way: there is nothing to do.
    expect(await run("update", REMEDIATE)).toMatchObject({ changes: { same: 2 } });
  });

  test("holds for a replacement as well", async () => {
    await stack.program('new Thing("a", { shape: "round" });');
    await run("update", REMEDIATE);
    await stack.program('new Thing("a", { shape: "square" });');
    expect(await run("update", REMEDIATE)).toMatchObject({ changes: { replace: 1 } });
    expect(Object.values(await stack.world())).toMatchObject([{ shape: "square", text: "labelled" }]);
  });

  test("that does not mend what it finds is mandatory", async () => {
    await stack.program('new Thing("a", { size: 10 });');
    const update = await run("update", SMALL("remediate"));
    expect(update).toMatchObject({ result: "failed" });
    expect(violations(update)).toEqual(["mandatory small a: Things are small. / make it smaller"]);
  });

  test("hands what it has changed to the packs after it", async () => {
    await stack.program('new Thing("a");');
    const first = await stack.policyPack("first", REMEDIATE);
    const second = await stack.policyPack(
      "second",
      '[{ name: "see", description: "Sees.", validateResource: ({ props }, report) => { if (props.text) report(props.text); } }]',
    );
    const packs = [first, second].map((folder) => ({ folder, config: undefined }));
    expect(violations(await stack.run("preview", { policyPacks: packs }))).toEqual([
      "advisory see a: Sees. / labelled",
    ]);
  });
});

describe("a stack policy", () => {
  const TOKENS = (level: string) => `[{
    name: "tokens", description: "No tokens.", enforcementLevel: "${level}",
    validateStack: ({ resources }, report) => {
      const things = resources.filter(({ props, type }) => type.includes("Thing") && props.token);
      if (things.length > 0) report(things.map(({ name, props }) => props.token.slice(0, 8) + " " + name).join());
      for (const thing of things) report("here", thing.urn);
    },
  }]`;

  test("judges outputs when everything is done, and fails what stays done", async () => {
    await stack.program('new Thing("old");');
    await stack.run("update");
    await stack.program('new Thing("a"); export const one = 1;');
    const update = await run("update", TOKENS("mandatory"));
    expect(update).toMatchObject({
      result: "failed",
      errors: ["update failed"],
      changes: { create: 1, delete: 1 },
      outputs: { one: 1 },
    });
    expect(violations(update)).toEqual([
      "mandatory tokens proj-dev: No tokens. / token of a",
      "mandatory tokens a: No tokens. / here",
    ]);
    expect(stack.entries("a")).toHaveLength(1);
    expect(stack.entries("old")).toEqual([]);
  });

  test("that reads what a preview cannot know only says so", async () => {
    await stack.program('new Thing("a");');
    const reads = `[{
      name: "reads", description: "Reads.", enforcementLevel: "mandatory",
      validateStack: ({ resources }) => { for (const { props } of resources) void props.one; },
    }]`;
    await stack.program('export const one = new Thing("a").token;');
    const preview = await run("preview", reads);
    expect(preview.result).toBe("succeeded");
    expect(violations(preview)[0]).toContain("advisory reads proj-dev: can't run policy 'reads'");
  });

  test("is not asked after a failure", async () => {
    await stack.program('new Thing("a", { fail: "create" });');
    const update = await run("update", TOKENS("mandatory"));
    expect(update).toMatchObject({ result: "failed", errors: ["cannot create a"] });
    expect(violations(update)).toEqual([]);
  });
});

describe("a pack's config", () => {
  const CONFIGURED = `[{
    name: "most", description: "At most.", enforcementLevel: "mandatory",
    configSchema: { properties: { max: { type: "number", minimum: 1, default: 5 } } },
    validateResource: ({ props, getConfig }, report) => { if (props.size > getConfig().max) report("max " + getConfig().max); },
  }]`;

  test("is given to the policies, with the defaults of their schemas", async () => {
    await stack.program('new Thing("a", { size: 7 });');
    expect(violations(await run("preview", CONFIGURED))).toEqual(["mandatory most a: At most. / max 5"]);
    const most = { max: 6, enforcementLevel: "advisory" };
    expect(violations(await run("preview", CONFIGURED, { most }))).toEqual(["advisory most a: At most. / max 6"]);
    expect(violations(await run("preview", CONFIGURED, { most: { max: 7 } }))).toEqual([]);
  });

  test("that the schema does not allow, or that names no policy, is told before anything begins", async () => {
    await stack.program('new Thing("a");');
    const seen: string[] = [];
    const folder = await stack.policyPack("pack", CONFIGURED);
    const file = join(stack.root, "policy-config.json");
    await writeFile(file, '{"most": {"max": 0}, "least": "advisory"}');
    const running = stack.run("update", {
      policyPacks: [{ folder, config: file }],
      onEvent: (event) => {
        if ("diagnosticEvent" in event) seen.push(event.diagnosticEvent.message);
      },
    });
    await expect(running).rejects.toThrow("validating policy config");
    expect(seen).toEqual([
      `policy pack config ${file}: "least" is no policy of the pack pack; its policies are most`,
      "validating policy config: pack 1.2.3  most: max: Too small: expected number to be >=1",
    ]);
    expect(await stack.calls()).toEqual([]);
  });
});

describe("a pack that cannot be used is named", () => {
  const EMPTY = "[]";

  test("when there is none, or it is of another language", async () => {
    const missing = join(stack.root, "nowhere");
    await expect(runPack("preview", missing)).rejects.toThrow(
      `failed to load Pulumi policy project located at "${missing}": ENOENT`,
    );
    const folder = await stack.policyPack("pack", EMPTY);
    await writeFile(join(folder, "PulumiPolicy.yaml"), "runtime: python\n");
    await expect(runPack("preview", folder)).rejects.toThrow(`policy pack "${folder}": the runtime 'python'`);
    await writeFile(join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\nmain: dist\n");
    await expect(runPack("preview", folder)).rejects.toThrow("#/main: main is not supported by the embedded engine");
  });

  test("when its code throws, or starts no pack", async () => {
    const folder = await stack.policyPack("pack", EMPTY);
    await writeFile(join(folder, "index.mts"), 'throw new Error("cannot load me");');
    await expect(runPack("preview", folder)).rejects.toThrow(/policy pack ".*" failed to start: .*cannot load me/s);
    await rm(join(folder, "index.mts"));
    await expect(runPack("preview", folder)).rejects.toThrow(`policy pack "${folder}" failed to start:`);
  });

  test.each([
    [
      "throws",
      'throw new Error("my rule is broken")',
      "'rule' from policy pack 'pack@v0.0.1':\nError: my rule is broken",
    ],
    ["crashes", "process.exit(3)", "ended with exit code 3 when it was asked to judge urn:pulumi:dev::proj::"],
  ])("when a policy %s", async (_how, code, told) => {
    await stack.program('new Thing("a");');
    const update = await run(
      "update",
      `[{ name: "rule", description: "A rule.", validateResource: ({ name }) => { if (name === "a") ${code}; } }]`,
    );
    expect(update.result).toBe("failed");
    expect(update.errors[0]).toContain("failed to run policy: ");
    expect(update.errors[0]).toContain(told);
    expect(await stack.calls()).not.toContain("create a");
  });

  test("when a stack policy throws", async () => {
    await stack.program('new Thing("a");');
    const rule = '[{ name: "rule", description: "A rule.", validateStack: () => { throw new Error("broken"); } }]';
    expect((await run("update", rule)).errors[0]).toContain("with policy 'rule' from policy pack 'pack@v0.0.1'");
  });
});

test("what a pack writes is shown, and it knows stack, project and whether it is a preview", async () => {
  await stack.program('new Thing("a");');
  const talk = `(console.log([process.env.PULUMI_NODEJS_STACK, process.env.PULUMI_NODEJS_PROJECT,
    process.env.PULUMI_NODEJS_DRY_RUN].join()), [])`;
  const { events } = await run("preview", talk);
  const said = events.flatMap((event) => ("diagnosticEvent" in event ? [event.diagnosticEvent.message] : []));
  expect(said).toContain("dev,proj,true\n");
});

test("no pack outlives the run", async () => {
  await stack.program('new Thing("a");');
  const file = join(stack.root, "pid");
  await run(
    "preview",
    `(process.getBuiltinModule("node:fs").writeFileSync(${JSON.stringify(file)}, String(process.pid)), [])`,
  );
  const pid = Number(await readFile(file, "utf8"));
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});
