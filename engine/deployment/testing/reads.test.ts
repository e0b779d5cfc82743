import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { secret, UNKNOWN } from "../values/marks.ts";
import { type Outcome, TestStack } from "./test-stack.ts";

// A run starts two or more processes; on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000 });

let stack: TestStack;
beforeEach(async () => {
  stack = await TestStack.create();
});
afterEach(() => stack.remove());

async function updated(program: string): Promise<Outcome> {
  await stack.program(program);
  return stack.run("update");
}

test("a program reads what it does not manage, in previews too, and never changes it", async () => {
  await stack.setItem("ext", { size: 1, token: "t" });
  const program = `
    const ext = new Item("ext", {}, { id: "ext", additionalSecretOutputs: ["token"] });
    new Item("user", { of: ext.by });
    export const size = (ext as unknown as { size: unknown }).size;
  `;
  await stack.program(program);
  expect(await stack.run("preview")).toMatchObject({ result: "succeeded", changes: { create: 2 } });
  expect(await updated(program)).toMatchObject({ changes: { create: 2 } });
  const [entry] = stack.entries("ext");
  expect(entry).toMatchObject({ custom: true, external: true, id: "ext", outputs: { size: 1, token: secret("t") } });
  expect(stack.entries("user")[0]?.dependencies).toEqual([entry?.urn]);
  expect(stack.saved.flatMap(({ pendingOperations }) => pendingOperations)).toContainEqual(
    expect.objectContaining({ type: "reading", resource: expect.objectContaining({ id: "ext" }) }),
  );

  // Only what has changed since it was read before is counted.
  expect((await stack.run("update")).changes).toEqual({ same: 2 });
  await stack.setItem("ext", { size: 2, token: "t" });
  expect((await stack.run("update")).changes).toEqual({ same: 2, read: 1 });
  await stack.setItem("ext", { size: 3, token: "t" });
  expect((await stack.run("refresh")).changes).toMatchObject({ update: 1 });
  expect(stack.entries("ext")[0]?.outputs).toMatchObject({ size: 3, token: secret("t") });

  expect((await stack.run("destroy")).changes).toEqual({ delete: 2, discard: 1 });
  expect(await stack.miniCalls()).not.toContain('delete "ext"');
});

test("a managed resource that is read from now on is deleted, unless it is the one that is read", async () => {
  await stack.setItem("ext", { size: 9 });
  const managed = 'new Item("a", { size: 5 });';
  await updated(managed);
  expect((await updated('new Item("a", {}, { id: "ext" });')).changes).toEqual({ same: 1, replace: 1 });
  expect(stack.entries("a")).toMatchObject([{ id: "ext", external: true }]);
  expect(await stack.miniCalls()).toContain('delete "mini-a"');
  // The other way round, the read one is only forgotten.
  expect((await updated(managed)).changes).toEqual({ same: 1, replace: 1 });
  expect(stack.entries("a")).toMatchObject([{ id: "mini-a" }]);
  expect(await updated('new Item("a", {}, { id: "mini-a" });')).toMatchObject({ result: "succeeded" });
  expect(stack.entries("a")).toMatchObject([{ id: "mini-a", external: true }]);
  expect((await stack.miniCalls()).filter((call) => call.startsWith("delete"))).toEqual(['delete "mini-a"']);
});

test("what does not exist fails the run; what is there but not in order is recorded", async () => {
  await stack.program('new Item("a", {}, { id: "gone" });');
  const preview = await stack.run("preview");
  expect(preview.errors).toEqual(["Preview failed: resource 'gone' does not exist"]);
  await stack.setItem("bad", { unready: true });
  const failed = await updated('new Item("b", {}, { id: "bad" });');
  expect(failed.result).toBe("failed");
  expect(failed.events).toContainEqual({
    resOpFailedEvent: expect.objectContaining({ status: 1, metadata: expect.objectContaining({ op: "read" }) }),
  });
  expect(stack.entries("b")).toMatchObject([{ external: true, initErrors: ["not ready"] }]);
  await stack.setItem("bad", undefined);
  expect((await stack.run("refresh")).changes).toMatchObject({ delete: 1 });
  expect(stack.entries("b")).toEqual([]);
});

test("an id or a provider that a preview does not know makes what is read unknown", async () => {
  await stack.program(`
    const thing = new Thing("thing");
    export const byId = new Item("a", {}, { id: thing.token }).by;
    const provider = new MiniProvider("p", { uri: thing.token });
    export const byProvider = new Item("b", {}, { id: "b", provider }).by;
  `);
  const preview = await stack.run("preview");
  expect(preview).toMatchObject({ result: "succeeded", outputs: { byId: UNKNOWN, byProvider: UNKNOWN } });
});

test("another stack's outputs can be used, and its secrets stay secrets", async () => {
  stack.otherStacks.set("other", { plain: 1, hidden: secret("hush") });
  const program = (name: string) => `
    const other = new pulumi.StackReference("${name}");
    export const plain = other.getOutput("plain");
    export const hidden = other.getOutput("hidden");
  `;
  const first = await updated(program("other"));
  expect(first).toMatchObject({ changes: { create: 1 }, outputs: { plain: 1, hidden: secret("hush") } });
  const [provider] = stack.entries("default");
  expect(stack.entries("other")).toMatchObject([
    { id: "other", external: true, provider: `${provider?.urn}::${provider?.id}`, inputs: { name: "other" } },
  ]);
  expect(JSON.stringify(first.events)).not.toContain("hush");
  expect((await updated(program("none"))).errors).toEqual(['unknown stack "none"']);
});
