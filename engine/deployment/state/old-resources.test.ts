import { expect, test } from "vitest";
import { OldResources } from "./old-resources.ts";
import type { ResourceState } from "./snapshot.ts";

function names(...urns: string[]): OldResources {
  const entry = (urn: string): [string, ResourceState] => [urn, { urn, custom: true, type: "t:m:T" }];
  return new OldResources(new Map(urns.map(entry)));
}

const urn = (path: string): string => `urn:pulumi:dev::proj::${path}`;

test("a child without aliases is found under its parent's former name", () => {
  const old = names(urn("c:m:C::app"), urn("c:m:C$t:m:T::app-x"), urn("c:m:C$t:m:T::y"));
  old.claim(urn("c:m:C::newapp"), undefined, [{ kind: "urn", urn: urn("c:m:C::app") }]);
  const parent = urn("c:m:C::newapp");
  // What its name has of its parent's has changed with it.
  expect(old.claim(urn("c:m:C$t:m:T::newapp-x"), parent, [])?.urn).toBe(urn("c:m:C$t:m:T::app-x"));
  expect(old.claim(urn("c:m:C$t:m:T::y"), parent, [])?.urn).toBe(urn("c:m:C$t:m:T::y"));
  expect(old.claim(urn("c:m:C$t:m:T::z"), parent, [])).toBeUndefined();
  expect(old.claimed()).toContain(urn("c:m:C$t:m:T::app-x"));
});

test("a name is read or registered once", () => {
  const old = names();
  old.claim(urn("t:m:T::a"), undefined, []);
  expect(() => old.claim(urn("t:m:T::a"), undefined, [])).toThrow("Duplicate resource URN");
});
