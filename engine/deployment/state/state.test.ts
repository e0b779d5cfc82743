import { describe, expect, test } from "vitest";
import { withAliasesResolved } from "./aliases.ts";
import { Ledger } from "./ledger.ts";
import { OldResources } from "./old-resources.ts";
import { withoutMissing } from "./rebase.ts";
import type { ResourceState } from "./snapshot.ts";
import { isDefaultProvider, makeUrn, nameOf, packageOf, providerReference, typeOf } from "./urn.ts";

function state(name: string, more: Partial<ResourceState> = {}): ResourceState {
  return { urn: `urn:pulumi:dev::p::x:i:T::${name}`, custom: true, id: name, type: "x:i:T", ...more };
}

describe("a URN", () => {
  test("holds the types of the parents, but for the stack's", () => {
    const stack = makeUrn("dev", "p", undefined, "pulumi:pulumi:Stack", "p-dev");
    const component = makeUrn("dev", "p", stack, "x:i:C", "c");
    const inside = makeUrn("dev", "p", component, "x:i:T", "a::b");
    expect(inside).toBe("urn:pulumi:dev::p::x:i:C$x:i:T::a::b");
    expect([typeOf(inside), nameOf(inside)]).toEqual(["x:i:T", "a::b"]);
  });

  test("of a provider says which package it is for, and whether people named it", () => {
    expect(packageOf("pulumi:providers:kong")).toBe("kong");
    expect(packageOf("kong:index/target:Target")).toBe("kong");
    expect(isDefaultProvider("urn:pulumi:dev::p::pulumi:providers:kong::default_4_6_1")).toBe(true);
    expect(isDefaultProvider("urn:pulumi:dev::p::pulumi:providers:kong::defaults")).toBe(true);
    expect(isDefaultProvider("urn:pulumi:dev::p::pulumi:providers:kong::mine")).toBe(false);
    const urn = "urn:pulumi:dev::p::pulumi:providers:kong::default";
    expect(providerReference(`${urn}::some-id`)).toEqual({ urn, id: "some-id" });
  });
});

describe("the ledger", () => {
  test("puts what a run made before what is left, and forgets what is gone", () => {
    const [a, b, c] = [state("a"), state("b"), state("c")];
    const ledger = new Ledger({ resources: [a, b, c], pendingOperations: [] });
    ledger.remove(b);
    ledger.add({ ...b, id: "b2" });
    ledger.remove(c);
    expect(ledger.snapshot().resources.map(({ id }) => id)).toEqual(["b2", "a"]);
  });

  test("follows an entry that is altered, wherever it is referred to", () => {
    const a = state("a");
    const ledger = new Ledger({ resources: [a], pendingOperations: [] });
    ledger.alter(a, { delete: true });
    ledger.alter(a, { protect: true });
    expect(ledger.snapshot().resources).toEqual([{ ...a, delete: true, protect: true }]);
    expect(ledger.living().size).toBe(0);
    ledger.remove(a);
    expect(ledger.snapshot().resources).toEqual([]);
  });

  test("tells what is under way, and what an earlier run left that only people can settle", () => {
    const resource = state("a");
    const left = ["creating", "updating", "deleting"].map((type) => ({ resource, type: type as "creating" }));
    const ledger = new Ledger({ resources: [], pendingOperations: left });
    const end = ledger.begin({ resource, type: "deleting" });
    expect(ledger.snapshot().pendingOperations.map(({ type }) => type)).toEqual(["deleting", "creating"]);
    end();
    expect(ledger.snapshot().pendingOperations.map(({ type }) => type)).toEqual(["creating"]);
  });

  test("leaves out what is empty, and keeps what it does not know", () => {
    const unknown = { ...state("a", { protect: false, dependencies: [], inputs: {} }), fromTheFuture: 1 };
    const ledger = new Ledger({ resources: [unknown], pendingOperations: [] });
    expect(ledger.snapshot().resources).toEqual([{ ...state("a"), fromTheFuture: 1 }]);
  });
});

test("a former name is nowhere in a snapshot", () => {
  const former = "urn:pulumi:dev::p::x:i:C::former";
  const parent = state("c", { urn: "urn:pulumi:dev::p::x:i:C::now", type: "x:i:C", custom: false, aliases: [former] });
  const child = state("child", { urn: "urn:pulumi:dev::p::x:i:C$x:i:T::child", parent: former });
  const user = state("user", { dependencies: [former], propertyDependencies: { a: [former] }, deletedWith: former });
  const resolved = withAliasesResolved({ resources: [parent, child, user], pendingOperations: [] });
  expect(JSON.stringify(resolved)).not.toContain("former");
  expect(resolved.resources[1]?.parent).toBe(parent.urn);
});

test("an old resource is taken once: by its own name before a former one", () => {
  const olds = new OldResources(new Map([state("a"), state("b")].map((one) => [one.urn, one])));
  const { urn: a } = state("a");
  const { urn: b } = state("b");
  const { urn: c } = state("c");
  expect(olds.claim(a, undefined, [{ kind: "urn", urn: b }])?.id).toBe("a");
  expect(olds.claim(c, undefined, [{ kind: "urn", urn: b }])?.id).toBe("b");
  expect(() => olds.claim(a, undefined, [])).toThrow(`Duplicate resource URN '${a}'`);
  expect(() => olds.claim(b, undefined, [])).toThrow(`conflicting with alias on resource with URN '${c}'`);
  expect(() => olds.claim(state("d").urn, undefined, [{ kind: "urn", urn: b }])).toThrow(
    `Duplicate resource alias '${b}'`,
  );
  expect(olds.claimed()).toEqual(new Set([a, b, c, state("d").urn]));
});

test("after a refresh nothing refers to what is gone, also no child to its parent", () => {
  const root = state("root");
  const gone = state("gone", { parent: root.urn });
  const below = state("below", {
    parent: gone.urn,
    dependencies: [root.urn, gone.urn],
    propertyDependencies: { a: [gone.urn], b: [root.urn] },
    deletedWith: gone.urn,
  });
  const [, after] = withoutMissing([root, undefined, below]);
  expect(after).toEqual({
    ...below,
    parent: undefined,
    dependencies: [root.urn],
    propertyDependencies: { b: [root.urn] },
    deletedWith: undefined,
    replaceWith: undefined,
  });
});
