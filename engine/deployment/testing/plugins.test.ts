import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { secret } from "../values/marks.ts";
import { type Outcome, TestStack } from "./test-stack.ts";

// A run starts two or more processes; on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000 });

let stack: TestStack;
afterEach(async () => {
  vi.unstubAllEnvs();
  await stack.remove();
});

async function updated(program: string): Promise<Outcome> {
  await stack.program(program);
  return stack.run("update");
}

const program = (uri: string, token: string): string => `
  const provider = new MiniProvider("provider", { uri: "${uri}", token: pulumi.secret("${token}") });
  const a = new Item("a", { kind: "k", secret: pulumi.secret("s") }, { provider });
  new Item("b", { text: a.by }, { customTimeouts: { create: "1m30s" } });
  const component = new Component("c", {}, { providers: [provider] });
  new Item("inside", {}, { parent: component });
`;

test("a plugin of Pulumi.yaml serves explicit and default providers, and gets secrets when it can keep them", async () => {
  stack = await TestStack.create();
  stack.config.set("mini:uri", "from config").set("proj:other", "x");
  const first = await updated(program("one", "t"));
  expect(first).toMatchObject({ result: "succeeded", changes: { create: 6 } });
  expect(stack.entries("provider")[0]?.inputs).toEqual({ uri: "one", token: secret("t") });
  expect(stack.entries("default")[0]?.inputs).toEqual({ uri: "from config" });
  expect(stack.entries("a")[0]?.outputs).toMatchObject({ by: "one", secret: secret("s") });
  expect(stack.entries("b")[0]).toMatchObject({ outputs: { by: "from config" }, customTimeouts: { create: 90 } });
  expect(stack.entries("inside")[0]?.provider).toBe(stack.entries("a")[0]?.provider);
  const calls = await stack.miniCalls();
  expect(calls.find((call) => call.startsWith("create") && call.includes("text"))).toContain('"timeout":90');
  expect(calls[0]).toMatch(/^started \["127\.0\.0\.1:\d+"\]$/);

  expect(await updated(program("one", "t"))).toMatchObject({ changes: { same: 6 } });
  // The new token changes the provider in place; the new address replaces it, and everything that it manages.
  expect(await updated(program("one", "t2"))).toMatchObject({ changes: { same: 5, update: 1 } });
  expect(await updated(program("two", "t2"))).toMatchObject({ changes: { same: 2, update: 1, replace: 3 } });
  expect(stack.entries("provider")).toHaveLength(1);
  expect(await stack.run("destroy")).toMatchObject({ result: "succeeded", changes: { delete: 6 } });
});

test("a configuration that the plugin rejects fails the preview", async () => {
  stack = await TestStack.create();
  await stack.program('new MiniProvider("provider", { uri: "bad" });');
  const preview = await stack.run("preview");
  expect(preview.errors).toEqual([
    "pulumi:providers:mini resource 'provider': property uri value \"bad\" has a problem: it is not a URI",
  ]);
});

test("a preview goes on with a provider whose configuration is not known yet", async () => {
  stack = await TestStack.create();
  await stack.program(`
    const thing = new Thing("thing");
    const provider = new MiniProvider("provider", { uri: thing.token });
    new Item("a", {}, { provider });
  `);
  expect(await stack.run("preview")).toMatchObject({ result: "succeeded", changes: { create: 4 } });
  expect(await stack.run("update")).toMatchObject({ result: "succeeded", changes: { create: 4 } });
});

test("a plugin that runs already is attached to, as the environment says, and goes on after the run", async () => {
  stack = await TestStack.create();
  const plugin = spawn(join(stack.root, "plugins", "pulumi-resource-mini"), { cwd: stack.root });
  const [port] = await once(plugin.stdout, "data");
  await stack.removePlugin();
  await stack.program('new Item("a");');
  vi.stubEnv("PULUMI_DEBUG_PROVIDERS", `other:1,mini:${String(port).trim()}`);
  expect(await stack.run("update")).toMatchObject({ result: "succeeded", changes: { create: 2 } });
  expect(await stack.run("update")).toMatchObject({ result: "succeeded", changes: { same: 2 } });
  const calls = (await stack.miniCalls()).map((call) => call.split(" ")[0]);
  expect(calls).toEqual(["started", "attach", "configure", "create", "attach", "configure"]);
  expect(plugin.exitCode).toBeNull();
  plugin.kill();
  await once(plugin, "exit");
  const gone = await stack.run("update");
  expect(gone.result).toBe("failed");
  expect(gone.errors[0]).toContain("the plugin of the package 'mini' cannot be attached to at port");
});

test("a plugin that is not where Pulumi.yaml says is named with the place", async () => {
  stack = await TestStack.create();
  await stack.removePlugin();
  await stack.program('new Item("a");');
  const preview = await stack.run("preview");
  expect(preview.result).toBe("failed");
  expect(preview.errors[0]).toContain(
    "the plugin of the package 'mini' cannot be run: plugins.providers in Pulumi.yaml",
  );
});
