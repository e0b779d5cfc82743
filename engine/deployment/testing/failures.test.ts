import { afterEach, describe, expect, test, vi } from "vitest";
import { type Outcome, TestStack } from "./test-stack.ts";

// A run starts two or more processes; on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000 });

let stack: TestStack;
afterEach(() => stack.remove());

async function updated(program: string): Promise<Outcome> {
  stack ??= await TestStack.create();
  await stack.program(program);
  return stack.run("update");
}

async function fresh(program: string): Promise<Outcome> {
  stack = await TestStack.create();
  return updated(program);
}

function names(): string[] {
  return (stack.snapshot?.resources ?? []).map(({ urn }) => urn.split("::")[3] ?? "").toSorted();
}

describe("a failure", () => {
  test("of a create leaves no entry; what was under way is awaited and recorded, nothing new begins or is deleted", async () => {
    await fresh('new Thing("old");');
    const after = await updated(`
      const bad = new Thing("bad", { fail: "create", delayMs: 100 });
      new Thing("slow", { delayMs: 600 });
      new Thing("after", { text: bad.token });
    `);
    expect(after).toMatchObject({ result: "failed", errors: ["cannot create bad"], changes: { same: 1, create: 1 } });
    expect(names()).toEqual(["default", "old", "proj-dev", "slow"]);
    expect(stack.snapshot?.pendingOperations).toEqual([]);
  });

  test("of an update leaves the old entry, and outputs that are known are taken", async () => {
    await fresh('new Thing("a", { size: 1 }); export const one = 1; export const two = 2;');
    // Late enough for the outputs to be known: a failure takes none that come after it.
    const after = await updated('new Thing("a", { size: 2, fail: "update", delayMs: 500 }); export const one = 11;');
    expect(after).toMatchObject({ result: "failed", errors: ["cannot update a"], outputs: { one: 11, two: 2 } });
    expect(stack.entries("a")[0]?.inputs?.size).toBe(1);
  });

  test("of a check says what is wrong with which property, also in a preview", async () => {
    stack = await TestStack.create();
    await stack.program('new Thing("a", { size: 2, fail: "check" });');
    const preview = await stack.run("preview");
    expect(preview.result).toBe("failed");
    expect(preview.errors).toEqual([
      "pulumi-nodejs:dynamic/test:Thing resource 'a': property size value 2 has a problem: it is too small",
    ]);
  });

  test("of a delete stops what depends on its being gone", async () => {
    await fresh('const a = new Thing("a"); new Thing("b", { fail: "delete" }, { dependsOn: a });');
    expect(await stack.run("destroy")).toMatchObject({ result: "failed", errors: ["cannot delete b"] });
    expect(names()).toEqual(["a", "b", "default", "proj-dev"]);
  });

  test("of the program deletes nothing", async () => {
    await fresh('new Thing("a");');
    const after = await updated('throw new Error("program broken");');
    expect(after.result).toBe("failed");
    expect(after.errors[0]).toContain("program broken");
    expect(await updated("process.exit(0);")).toMatchObject({ result: "failed" });
    expect(Object.keys(await stack.world())).toHaveLength(1);
  });

  test("to store the state fails the run before the provider is called", async () => {
    stack = await TestStack.create();
    await stack.program('new Thing("a");');
    stack.failToSave = true;
    const after = await stack.run("update");
    expect(after.result).toBe("failed");
    expect(after.errors).toContain("the state cannot be stored: disk full");
    expect(await stack.world()).toEqual({});
  });
});

test("a resource that is not in order after a create or an update is recorded and tried again", async () => {
  const half = await fresh('new Thing("a", { fail: "create-half" });');
  expect(half).toMatchObject({
    result: "failed",
    errors: ["2 errors occurred:\n\t* not ready\n\t* still not ready\n\n"],
  });
  expect(stack.entries("a")[0]).toMatchObject({
    id: expect.stringMatching(/^a-/),
    initErrors: ["not ready", "still not ready"],
  });
  expect(await updated('new Thing("a");')).toMatchObject({ result: "succeeded", changes: { same: 1, update: 1 } });
  expect(stack.entries("a")[0]?.initErrors).toBeUndefined();

  await updated('new Thing("a", { size: 5, fail: "update-half" });');
  expect(stack.entries("a")[0]).toMatchObject({
    inputs: { name: "a" },
    outputs: { size: 5 },
    initErrors: ["not ready", "still not ready"],
  });
  expect(stack.entries("a")[0]?.inputs?.size).toBeUndefined();
});

describe("a refresh", () => {
  const program = `
    const a = new Thing("a", { size: 1 });
    const gone = new Thing("gone", { text: a.token.apply(() => "x") });
    new Thing("child", {}, { parent: gone, dependsOn: gone });
  `;

  test("takes what is really there into the state; the next update puts it right", async () => {
    await fresh(program);
    await stack.changeWorld("a", { size: 9 });
    await stack.changeWorld("gone", undefined);
    expect(await stack.run("preview-refresh")).toMatchObject({ changes: { same: 2, update: 1, delete: 1 } });
    expect(stack.entries("gone")).toHaveLength(1);
    const after = await stack.run("refresh");
    expect(after).toMatchObject({ result: "succeeded", changes: { same: 2, update: 1, delete: 1 } });
    expect(stack.entries("gone")).toEqual([]);
    expect(stack.entries("a")[0]?.inputs?.size).toBe(9);
    expect(stack.entries("child")[0]).not.toHaveProperty("dependencies");
    expect(stack.entries("child")[0]).not.toHaveProperty("parent");
    expect(await stack.run("update")).toMatchObject({ result: "succeeded", changes: { update: 1, create: 1 } });
    expect(Object.values(await stack.world())).toMatchObject([{ size: 1 }, {}, { name: "gone" }]);
  });

  test("comes before an update that asks for it", async () => {
    await fresh(program);
    await stack.changeWorld("a", { size: 9 });
    expect(await stack.run("update")).toMatchObject({ changes: { same: 4 } });
    expect(await stack.run("update", { refresh: true })).toMatchObject({ changes: { same: 3, update: 1 } });
  });
});

describe("what the engine cannot do is refused by name", () => {
  test.each([
    ['new Thing("a", {}, { import: "x" });', "the resource option import is not supported"],
    ['new pulumi.CustomResource("other:index:T", "a", {});', "no plugin for the package 'other'"],
    ['new Thing("a", { text: new pulumi.asset.StringAsset("x") });', "assets and archives are not supported"],
    ['void pulumi.runtime.invoke("other:index:f", {});', "no plugin for the package 'other'"],
  ])("%s", async (program, message) => {
    stack = await TestStack.create();
    await stack.program(program);
    const preview = await stack.run("preview");
    expect(preview.result).toBe("failed");
    expect(preview.errors.join("\n")).toContain(message);
    // Nor does what the SDK says of calls without an answer come between.
    const told = preview.events.flatMap((event) => ("diagnosticEvent" in event ? [event.diagnosticEvent.message] : []));
    expect(told.join("")).not.toContain("failed to deliver log message");
  });
});
