import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import * as automation from "@pulumi/pulumi/automation/index.js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

// A dozen commands one after the other, each with processes of its own.
vi.setConfig({ testTimeout: 300_000 });

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const provider: pulumi.dynamic.ResourceProvider = {
  async create(inputs) {
    if (inputs.size === "13") throw new Error("13 is not served");
    await new Promise((resolve) => setTimeout(resolve, Number(inputs.delayMs)));
    return { id: "thing", outs: inputs };
  },
  async update(_id, _olds, inputs) {
    if (inputs.size === "13") throw new Error("13 is not served");
    return { outs: inputs };
  },
};

class Thing extends pulumi.dynamic.Resource {
  declare readonly size: pulumi.Output<string>;
  constructor(name: string, size: pulumi.Input<string>, delayMs = 0) {
    super(provider, name, { size, delayMs });
  }
}

/** An inline program: a thing as large as the config says. */
async function program(): Promise<Record<string, unknown>> {
  const config = new pulumi.Config();
  const thing = new Thing("thing", config.require("size"), config.getNumber("delayMs"));
  const users = thing.size.apply((size) => `${size} users`);
  return { size: thing.size, users, token: config.requireSecret("token") };
}

let folder: string;
let options: automation.LocalWorkspaceOptions;
beforeEach(async () => {
  vi.stubEnv("CANARY_ENGINE", "embedded");
  folder = await realpath(await mkdtemp(join(tmpdir(), "automation-")));
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await mkdir(join(folder, "state"));
  options = {
    workDir: folder,
    pulumiCommand: await automation.PulumiCommand.get({ root: ROOT }),
    pulumiHome: join(folder, "home"),
    envVars: { PULUMI_CONFIG_PASSPHRASE: "secret", PULUMI_BACKEND_URL: `file://${join(folder, "state")}` },
  };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

function inline(run: pulumi.automation.PulumiFn = program): Promise<automation.Stack> {
  const projectSettings: automation.ProjectSettings = {
    name: "inline",
    runtime: { name: "nodejs", options: { typescript: false } },
  };
  return automation.LocalWorkspace.createOrSelectStack(
    { stackName: "dev", projectName: "inline", program: run },
    { ...options, projectSettings },
  );
}

describe("an inline program", () => {
  it("lives from its stack's creation to its removal", async () => {
    const stack = await inline();
    const { workspace } = stack;
    expect(await workspace.whoAmI()).toMatchObject({ user: userInfo().username });

    await stack.setAllConfig({ size: { value: "1" }, token: { value: "hush", secret: true }, gone: { value: "x" } });
    await stack.setConfig("nested.list[0]", { value: "a" }, true);
    await stack.removeConfig("gone");
    expect(await stack.getConfig("token")).toEqual({ value: "hush", secret: true });
    expect(await stack.getAllConfig()).toEqual({
      "inline:size": { value: "1", secret: false },
      "inline:token": { value: "hush", secret: true },
      "inline:nested": { value: '{"list":["a"]}', secret: false, objectValue: { list: ["a"] } },
    });

    const events: automation.EngineEvent[] = [];
    const preview = await stack.preview({ onEvent: (event) => events.push(event) });
    expect(preview.changeSummary).toEqual({ create: 2 });
    const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
    expect(steps.map(({ op, urn }) => [op, urn.split("::").at(-1)])).toContainEqual(["create", "thing"]);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => index));
    expect(events.at(-1)?.cancelEvent).toEqual({});

    const output: string[] = [];
    const up = await stack.up({ message: "the first", onOutput: (text) => output.push(text) });
    expect(output.join("").trimEnd()).toBe(up.stdout.trimEnd());
    expect(up.stdout).toContain("+ 2 created");
    const outputs = {
      size: { value: "1", secret: false },
      users: { value: "1 users", secret: false },
      token: { value: "hush", secret: true },
    };
    expect(up.outputs).toEqual(outputs);
    expect(up.summary).toMatchObject({
      kind: "update",
      result: "succeeded",
      message: "the first",
      resourceChanges: { create: 2 },
      config: { "inline:token": { value: "hush", secret: true } },
    });
    expect(up.summary.startTime).toBeInstanceOf(Date);

    const refresh = await stack.refresh();
    expect(refresh.summary).toMatchObject({ kind: "refresh", result: "succeeded" });
    expect((await stack.previewRefresh()).changeSummary).toEqual({ same: 2 });

    const exported = await stack.exportStack();
    expect(JSON.stringify(exported)).toContain('"plaintext"');
    await stack.importStack(exported);
    expect(await stack.outputs()).toEqual(outputs);
    expect((await stack.preview({ expectNoChanges: true })).changeSummary).toEqual({ same: 2 });

    await stack.setTag("team", "x");
    expect(await stack.getTag("team")).toBe("x");
    expect(await stack.listTags()).toEqual({ team: "x" });
    await stack.removeTag("team");
    expect(await stack.listTags()).toEqual({});
    expect(await workspace.listStacks()).toMatchObject([{ name: "dev", current: true, resourceCount: 3 }]);

    expect((await stack.previewDestroy()).changeSummary).toEqual({ delete: 2 });
    expect((await stack.destroy()).summary).toMatchObject({ kind: "destroy", resourceChanges: { delete: 2 } });
    expect((await stack.history()).map(({ kind }) => kind)).toEqual(["destroy", "refresh", "update"]);
    expect((await stack.history(1, 2)).map(({ kind }) => kind)).toEqual(["refresh"]);
    await workspace.removeStack("dev");
    expect(await workspace.listStacks()).toEqual([]);
    await expect(automation.LocalWorkspace.selectStack({ stackName: "dev", workDir: folder }, options)).rejects.toThrow(
      automation.StackNotFoundError,
    );
  });

  it("that fails is an error that says why, and does not hang, whatever fails", async () => {
    const stack = await inline();
    await stack.setAllConfig({ size: { value: "13" }, token: { value: "hush", secret: true } });
    const events: automation.EngineEvent[] = [];
    await expect(stack.up({ onEvent: (event) => events.push(event) })).rejects.toThrow("13 is not served");
    expect(events.at(-1)?.cancelEvent).toEqual({});
    const [failed] = await stack.history();
    expect(failed).toMatchObject({ kind: "update", result: "failed" });

    const throwing = await inline(async () => {
      throw new Error("the program has a bug");
    });
    await expect(throwing.preview()).rejects.toThrow("the program has a bug");
    await expect(throwing.up({ target: ["urn:nope"] })).rejects.toThrow("the program has a bug");

    await stack.setConfig("size", { value: "2" });
    expect((await stack.up()).summary.resourceChanges).toEqual({ create: 1, same: 1 });
  });
});

describe("a local program", () => {
  const PROGRAM = `import * as pulumi from "@pulumi/pulumi";
const provider = {
  async create(inputs) {
    await new Promise((resolve) => setTimeout(resolve, inputs.delayMs));
    return { id: "thing", outs: inputs };
  },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, inputs, options) { super(provider, name, inputs, options); }
}
const config = new pulumi.Config();
const thing = new Thing("thing", { delayMs: config.getNumber("delayMs") ?? 0 });
new Thing("after", { delayMs: 0 }, { dependsOn: [thing] });
export const stack = pulumi.getStack();
`;

  async function local(stackName: string): Promise<automation.Stack> {
    await writeFile(
      join(folder, "Pulumi.yaml"),
      "name: local\nruntime: {name: nodejs, options: {typescript: false}}\n",
    );
    await writeFile(join(folder, "package.json"), '{"type":"module","main":"index.ts"}');
    await writeFile(join(folder, "index.ts"), PROGRAM);
    return automation.LocalWorkspace.createOrSelectStack({ stackName, workDir: folder }, options);
  }

  it("is updated, in parts too, and one stack does not know of the other", async () => {
    const stack = await local("a");
    const up = await stack.up({ target: ["**::thing"], parallel: 2, userAgent: "test" });
    expect(up.summary).toMatchObject({
      resourceChanges: { create: 2, same: 1 },
      environment: { "exec.agent": "test" },
    });
    expect(up.outputs.stack).toEqual({ value: "a", secret: false });
    const other = await local("b");
    expect((await other.preview()).changeSummary).toEqual({ create: 3 });
    expect((await stack.up({ replace: ["**::thing"] })).summary.resourceChanges).toEqual({
      create: 1,
      replace: 1,
      same: 1,
    });
    expect((await stack.workspace.listStacks()).map(({ name }) => name)).toEqual(["a", "b"]);
    await stack.destroy({ remove: true });
    expect((await stack.workspace.listStacks()).map(({ name }) => name)).toEqual(["b"]);
  });

  it("that is aborted records what was under way, and holds off another while it runs", async () => {
    const stack = await local("a");
    await stack.setConfig("delayMs", { value: "4000" });
    const abort = new AbortController();
    const under = Promise.withResolvers<void>();
    const update = stack.up({
      signal: abort.signal,
      onEvent: ({ resourcePreEvent }) => {
        if (resourcePreEvent?.metadata.urn.endsWith("::thing")) under.resolve();
      },
    });
    const ended = update.then(
      () => "succeeded",
      (error: Error) => error.message,
    );
    await under.promise;
    await expect(stack.up()).rejects.toThrow(automation.ConcurrentUpdateError);
    abort.abort();
    expect(await ended).toContain("update canceled");
    const { deployment } = await stack.exportStack();
    expect(deployment.resources.map(({ urn }: { urn: string }) => urn.split("::").at(-1))).toContain("thing");
    expect(JSON.stringify(deployment.resources)).not.toContain("::after");
    expect(await readdir(join(folder, "state", ".pulumi", "locks", "organization", "local", "a"))).toEqual([]);

    // Nothing runs any more: there is nothing to cancel, which is no error.
    await stack.cancel();
    expect((await stack.up()).summary.resourceChanges).toEqual({ create: 1, same: 2 });
  });
});
