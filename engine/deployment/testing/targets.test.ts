import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Scope } from "../steps/selection.ts";
import { TestStack } from "./test-stack.ts";

let stack: TestStack;
beforeEach(async () => {
  stack = await TestStack.create();
});
afterEach(() => stack.remove());

const targets = (...names: string[]): Scope => scope("targets", false, names);
const scope = (kind: "targets" | "excludes", dependents: boolean, names: string[]): Scope => ({
  kind,
  patterns: names.map((name) => `**::${name}`),
  dependents,
});

/** `a` inside a component, `b` made of it, `d` alone and `e` after it. */
const PROGRAM = (size: number, more = ""): string => `
  const c = new Component("c");
  const a = new Thing("a", { size: ${size} }, { parent: c });
  new Thing("b", { size: ${size}, text: a.token });
  const d = new Thing("d", { size: ${size} });
  new Thing("e", { size: ${size} }, { dependsOn: [d] });
  ${more}`;

async function sizes(): Promise<Record<string, unknown>> {
  const things = Object.values(await stack.world()) as { name: string; size: number }[];
  return Object.fromEntries(things.map(({ name, size }) => [name, size]).toSorted());
}

describe("an update of some resources", () => {
  it("leaves the others alone, and the state is as sound as before", async () => {
    await stack.program(PROGRAM(1));
    await stack.run("update");
    await stack.program(PROGRAM(2, 'new Thing("n", { size: 2 });'));
    const preview = await stack.run("preview", { scope: targets("d") });
    expect(preview.changes).toEqual({ update: 1, same: 6 });

    const one = await stack.run("update", { scope: targets("d") });
    expect(one).toMatchObject({ result: "succeeded", changes: { update: 1, same: 6 } });
    expect(await sizes()).toEqual({ a: 1, b: 1, d: 2, e: 1 });
    expect(stack.entries("n")).toEqual([]);

    const more = await stack.run("update", { scope: scope("targets", true, ["a"]) });
    expect(more.changes).toEqual({ update: 2, same: 5 });
    expect(await sizes()).toEqual({ a: 2, b: 2, d: 2, e: 1 });

    const rest = await stack.run("update", { scope: scope("excludes", false, ["n"]) });
    expect(rest.changes).toEqual({ update: 1, same: 6 });
    expect((await stack.run("update")).changes).toEqual({ create: 1, same: 6 });
  });

  it("refuses what no state could hold: two that depend on each other because one of them is left alone", async () => {
    await stack.program('const a = new Thing("a"); new Thing("b", {}, { dependsOn: [a] });');
    await stack.run("update");
    await stack.program('const b = new Thing("b"); new Thing("a", {}, { dependsOn: [b] });');
    for (const operation of ["preview", "update"] as const) {
      const refused = await stack.run(operation, { scope: targets("a") });
      expect(refused.result).toBe("failed");
      expect(refused.errors.join()).toMatch(/::a' cannot come to depend on '.*::b', which depends on it and is left/);
    }
    expect(stack.entries("a")[0]?.dependencies).toBeUndefined();
    expect(await stack.run("update")).toMatchObject({ result: "succeeded" });
    expect(stack.entries("a")[0]?.dependencies).toEqual([stack.entries("b")[0]?.urn]);
  });

  it("keeps what it leaves before what it makes of it", async () => {
    await stack.program(PROGRAM(1));
    await stack.run("update");
    await stack.program(PROGRAM(1, 'new Thing("n", { text: a.token, size: 3 });'));
    await stack.run("update", { scope: targets("n") });
    const names = stack.snapshot?.resources.map(({ urn }) => urn.split("::").at(-1)) ?? [];
    expect(names.indexOf("a")).toBeLessThan(names.indexOf("n"));
    expect(names.indexOf("c")).toBeLessThan(names.indexOf("a"));
  });

  it.each([
    ["targets", targets("m"), "which was not specified in --target list."],
    ["excludes", scope("excludes", false, ["n"]), "which does not exist and is not made because of --exclude **::n"],
  ])("makes nothing of what is not made (%s)", async (_kind, some, why) => {
    await stack.program('const n = new Thing("n", { size: 1 }); new Thing("m", { text: n.token });');
    const expected = expect.stringMatching(/^Resource '.*::m' depends on '.*::n' /);
    const preview = await stack.run("preview", { scope: some });
    expect(preview).toMatchObject({ result: "failed", errors: [expected] });
    const update = await stack.run("update", { scope: some });
    expect(update).toMatchObject({ result: "failed", errors: [expected] });
    expect(update.errors[0]).toContain(why);
    expect(await sizes()).toEqual({});
  });

  it("that are not there fails, with the rest done", async () => {
    await stack.program(PROGRAM(1));
    const urn = "urn:pulumi:dev::proj::pulumi-nodejs:dynamic/test:Thing::nope";
    const some: Scope = { kind: "targets", patterns: [urn, "**::d"], dependents: false };
    const update = await stack.run("update", { scope: some });
    expect(update.result).toBe("failed");
    expect(update.errors).toEqual([
      `Target '${urn}' could not be found in the stack. Did you forget to escape $ in your shell?`,
    ]);
    expect(await sizes()).toEqual({ d: 1 });
  });

  it("deletes only what is meant of what the program does not want any more", async () => {
    await stack.program(PROGRAM(1));
    await stack.run("update");
    await stack.program("");
    const unasked = await stack.run("update", { scope: targets("d") });
    expect(unasked.result).toBe("failed");
    expect(unasked.errors[0]).toMatch(/^Resource '.*::e' will be destroyed but was not specified in --target list/);
    expect(Object.keys(await sizes())).toEqual(["a", "b", "d", "e"]);
    const update = await stack.run("update", { scope: scope("excludes", false, ["a"]) });
    expect(update).toMatchObject({ result: "succeeded", changes: { delete: 3, same: 3 } });
    expect(Object.keys(await sizes())).toEqual(["a"]);
  });

  it("replaces what it is told to, though nothing differs", async () => {
    await stack.program(PROGRAM(1));
    await stack.run("update");
    const [before] = stack.entries("d");
    const update = await stack.run("update", { replace: ["**::d"] });
    expect(update.changes).toEqual({ replace: 1, same: 5 });
    expect(stack.entries("d")).toHaveLength(1);
    expect(stack.entries("d")[0]?.id).not.toBe(before?.id);
    const unknown = await stack.run("update", { replace: ["urn:nope"] });
    expect(unknown.errors).toEqual([
      "Target 'urn:nope' could not be found in the stack. Did you forget to escape $ in your shell?",
    ]);
  });
});

describe("of some resources", () => {
  beforeEach(async () => {
    await stack.program(PROGRAM(1));
    await stack.run("update");
  });

  it("a destroy takes what depends on them only with leave, and no others", async () => {
    const refused = await stack.run("destroy", { scope: targets("d") });
    expect(refused).toMatchObject({ result: "failed", changes: { same: 4 } });
    expect(Object.keys(await sizes())).toEqual(["a", "b", "d", "e"]);
    const destroyed = await stack.run("destroy", { scope: scope("targets", true, ["d"]) });
    expect(destroyed).toMatchObject({ result: "succeeded", changes: { delete: 2, same: 4 } });
    expect(Object.keys(await sizes())).toEqual(["a", "b"]);
    expect(stack.entries("a")).toHaveLength(1);
  });

  it("a refresh reads no others", async () => {
    await stack.changeWorld("a", { size: 7 });
    await stack.changeWorld("d", { size: 7 });
    const refresh = await stack.run("refresh", { scope: targets("d") });
    expect(refresh.changes).toEqual({ update: 1 });
    expect(stack.entries("d")[0]?.outputs?.size).toBe(7);
    expect(stack.entries("a")[0]?.outputs?.size).toBe(1);
  });

  it("a destroy that is to go on leaves only what a failed deletion needs", async () => {
    await stack.program(PROGRAM(1, 'new Thing("f", { fail: "delete" }, { parent: c });'));
    await stack.run("update");
    const destroy = await stack.run("destroy", { continueOnError: true });
    expect(destroy).toMatchObject({ result: "failed", errors: ["cannot delete f"], changes: { delete: 4 } });
    expect(Object.keys(await stack.world()).map((id) => id.split("-")[0])).toEqual(["f"]);
    const left = stack.snapshot?.resources.map(({ urn }) => urn.split("::").at(-1));
    expect(left?.toSorted()).toEqual(["c", "default", "f", "proj-dev"]);
  });

  it.each(["refresh", "destroy"] as const)("a %s begins nothing when one of them is not there", async (operation) => {
    const some: Scope = { kind: "targets", patterns: ["urn:nope"], dependents: false };
    await expect(stack.run(operation, { scope: some })).rejects.toThrow("no resource named 'urn:nope' found");
  });
});
