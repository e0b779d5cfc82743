import { afterEach, describe, expect, test, vi } from "vitest";
import { secret, UNKNOWN } from "../values/marks.ts";
import { type Outcome, TestStack } from "./test-stack.ts";

// A run starts two or more processes; on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000 });

let stack: TestStack;
afterEach(() => stack.remove());

async function deployed(program: string): Promise<Outcome> {
  stack = await TestStack.create();
  return updated(program);
}

async function updated(program: string): Promise<Outcome> {
  await stack.program(program);
  return stack.run("update");
}

function callsOf(calls: readonly string[], ...kinds: string[]): string[] {
  return calls.filter((call) => kinds.includes(call.split(" ")[0] ?? ""));
}

describe("a program's resources", () => {
  test("are previewed without effect, made, left alone, changed and destroyed", async () => {
    stack = await TestStack.create();
    stack.config.set("proj:token", "hunter2").set("proj:size", "1");
    stack.secretKeys.push("proj:token");
    const program = (size: number) => `
      const component = new Component("c");
      const a = new Thing("a", { size: ${size}, secret: new pulumi.Config().requireSecret("token") }, { parent: component });
      const b = new Thing("b", { text: a.token });
      export const size = a.size;
      export const token = b.token.apply((token) => token.slice(0, 10));
    `;
    await stack.program(program(1));
    const preview = await stack.run("preview");
    expect(preview).toMatchObject({
      result: "succeeded",
      changes: { create: 4 },
      outputs: { size: 1, token: UNKNOWN },
    });
    expect(await stack.world()).toEqual({});
    expect(stack.saved).toEqual([]);
    expect(callsOf(await stack.calls(), "create", "update", "delete")).toEqual([]);

    const first = await stack.run("update");
    expect(first).toMatchObject({ changes: { create: 4 }, outputs: { size: 1, token: "token of b" } });
    expect(Object.values(await stack.world())).toMatchObject([{ name: "a", secret: "hunter2" }, { name: "b" }]);
    const [a] = stack.entries("a");
    expect(a?.inputs?.secret).toEqual(secret("hunter2"));
    expect(a?.outputs?.secret).toEqual(secret("hunter2"));
    expect(stack.entries("default")[0]?.inputs).toEqual({ "proj:size": "1", "proj:token": secret("hunter2") });
    expect(stack.entries("b")[0]).toMatchObject({ dependencies: [a?.urn], propertyDependencies: { text: [a?.urn] } });
    expect(JSON.stringify(first.events)).not.toContain("hunter2");

    expect(await stack.run("update")).toMatchObject({ changes: { same: 4 } });
    await stack.program(program(2));
    // A preview cannot know whether an update changes the token, on which b depends.
    expect(await stack.run("preview")).toMatchObject({ changes: { same: 2, update: 2 } });
    expect(await stack.run("update")).toMatchObject({ changes: { same: 3, update: 1 }, outputs: { size: 2 } });

    expect(await stack.run("preview-destroy")).toMatchObject({ changes: { delete: 4 } });
    expect(Object.keys(await stack.world())).toHaveLength(2);
    expect(await stack.run("destroy")).toMatchObject({ result: "succeeded", changes: { delete: 4 } });
    expect(await stack.world()).toEqual({});
    expect(stack.snapshot).toEqual({ resources: [], pendingOperations: [] });
  });

  test("that the program drops are deleted at the end, in reverse order of dependency", async () => {
    await deployed(`
      const a = new Thing("a");
      const b = new Thing("b", { text: a.token });
      const c = new Thing("c", {}, { dependsOn: b });
      const kept = new Thing("kept", {}, { retainOnDelete: true });
      const along = new Thing("along", {}, { deletedWith: a });
    `);
    const after = await updated('new Thing("new");');
    expect(after).toMatchObject({ result: "succeeded", changes: { same: 1, create: 1, delete: 5 } });
    expect(callsOf(await stack.calls(), "create", "delete").slice(-4)).toEqual([
      "create new",
      "delete c",
      "delete b",
      "delete a",
    ]);
    expect(Object.values(await stack.world()).map((thing) => (thing as { name: string }).name)).toEqual([
      "along",
      "kept",
      "new",
    ]);
  });

  test("keep what their options say", async () => {
    const options = '{ ignoreChanges: ["size", "list[0]"], additionalSecretOutputs: ["token"] }';
    await deployed(`new Thing("a", { size: 1, list: [1, 2] }, ${options});`);
    const after = await updated(`
      const a = new Thing("a", { size: 2, list: [8, 9] }, ${options});
      export const token = a.token;
    `);
    expect(after).toMatchObject({ changes: { same: 1, update: 1 } });
    expect(Object.values(await stack.world())).toMatchObject([{ size: 1, list: [1, 9] }]);
    expect(stack.entries("a")[0]?.outputs?.token).toEqual(secret(expect.stringContaining("token of a")));
    expect(after.outputs.token).toEqual(stack.entries("a")[0]?.outputs?.token);
  });

  test("are the same under a new name when an alias says so", async () => {
    await deployed('const c = new Component("c"); new Thing("a", { size: 1 }, { parent: c });');
    const renamed = `
      const c = new Component("d", {}, { aliases: [{ name: "c" }] });
      const a = new Thing("b", { size: 1 }, { parent: c, aliases: [{ name: "a" }] });
      new Thing("x", { text: a.token });
    `;
    expect(await updated(renamed)).toMatchObject({ changes: { same: 3, create: 1 } });
    expect(stack.snapshot?.resources.filter(({ urn }) => /::(a|c)$/.test(urn))).toEqual([]);
    expect(stack.entries("b")[0]?.parent).toBe(stack.entries("d")[0]?.urn);
  });
});

describe("a replacement", () => {
  test("makes the new one first and deletes the old one last", async () => {
    await deployed('const a = new Thing("a", { shape: "x" }); new Thing("b", { text: a.token });');
    const after = await updated('const a = new Thing("a", { shape: "y" }); new Thing("b", { text: a.token });');
    expect(after).toMatchObject({ changes: { same: 1, replace: 1, update: 1 } });
    expect(callsOf(await stack.calls(), "create", "update", "delete")).toEqual([
      "create a",
      "create b",
      "create a",
      "update b",
      "delete a",
    ]);
    const between = stack.saved.findLast(({ resources }) => resources.some((state) => state.delete));
    expect(between?.pendingOperations).toMatchObject([{ type: "deleting", resource: { delete: true } }]);
    expect(stack.entries("a")).toHaveLength(1);
  });

  test("that cannot delete the old one tries again in every run", async () => {
    await deployed('new Thing("a", { shape: "x", fail: "delete" });');
    const after = await updated('new Thing("a", { shape: "y" });');
    expect(after).toMatchObject({ result: "failed", errors: ["cannot delete a"] });
    expect(stack.entries("a").map((state) => state.delete)).toEqual([undefined, true]);
    expect(await stack.run("update")).toMatchObject({ result: "failed", changes: { same: 2 } });
    expect(stack.entries("a")).toHaveLength(2);
  });

  test("that deletes first takes along what would be replaced for it, and goes on after a failure", async () => {
    const program = (shape: string, fail: string) => `
      const a = new Thing("a", { shape: "${shape}", fail: "${fail}" }, { deleteBeforeReplace: true });
      new Thing("b", { shape: a.token });
      new Thing("c", { text: a.token });
    `;
    await deployed(program("x", ""));
    const failed = await updated(program("y", "create"));
    expect(failed).toMatchObject({ result: "failed", errors: ["cannot create a"] });
    expect(callsOf(await stack.calls(), "delete")).toEqual(["delete b", "delete a"]);
    expect(stack.entries("a")[0]?.pendingReplacement).toBe(true);
    expect(stack.entries("b")[0]?.pendingReplacement).toBe(true);
    expect(stack.entries("c")[0]?.pendingReplacement).toBeUndefined();
    expect(await updated(program("y", ""))).toMatchObject({ changes: { same: 1, replace: 2, update: 1 } });
    expect(Object.keys(await stack.world())).toHaveLength(3);
    expect(stack.snapshot?.resources.some((state) => state.pendingReplacement)).toBe(false);
  });

  test("is for the paths that the program names, where the provider knows no better", async () => {
    const program = (size: number) =>
      `new Thing("a", { text: "by-inputs", size: ${size} }, { replaceOnChanges: ["size"] });`;
    await deployed(program(1));
    expect(await updated(program(2))).toMatchObject({ changes: { same: 1, replace: 1 } });
  });

  test("is made for another resource's, and for a trigger", async () => {
    const program = (kind: string, trigger: string) => `
      const a = new Item("a", { kind: "${kind}" }, { deleteBeforeReplace: true });
      new Item("b", {}, { replaceWith: [a] });
      new Item("c", {}, { replacementTrigger: "${trigger}" });
    `;
    await deployed(program("one", "one"));
    expect((await updated(program("two", "one"))).changes).toEqual({ same: 2, replace: 2 });
    const calls = (await stack.miniCalls()).filter((call) => call.startsWith("delete"));
    expect(calls).toEqual(['delete "mini-b"', 'delete "mini-a"']);
    expect((await updated(program("two", "two"))).changes).toEqual({ same: 3, replace: 1 });
  });
});

describe("protection", () => {
  test("stops a replacement before anything is touched", async () => {
    await deployed('new Thing("a", { shape: "x" }, { protect: true });');
    const after = await updated('new Thing("a", { shape: "y" }, { protect: true });');
    expect(after.result).toBe("failed");
    expect(after.errors[0]).toContain("unable to replace resource");
    const preview = await stack.run("preview");
    expect(preview).toMatchObject({ result: "failed", changes: { same: 1, replace: 1 } });
    expect(callsOf(await stack.calls(), "create", "delete")).toEqual(["create a"]);
  });

  test("is inherited, and a destroy takes all but what is protected and what that needs", async () => {
    await deployed(`
      const c = new Component("c", {}, { protect: true });
      const needed = new Thing("needed");
      new Thing("a", { text: needed.token }, { parent: c });
      new Thing("free");
    `);
    const after = await stack.run("destroy");
    expect(after).toMatchObject({ result: "failed", changes: { delete: 1 } });
    expect(after.errors).toHaveLength(1);
    expect(after.errors[0]).toContain("because it is protected");
    expect(callsOf(await stack.calls(), "delete")).toEqual(["delete free"]);
  });
});
