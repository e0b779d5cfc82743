import { expect, test } from "vitest";
import { type Alias, formerNames } from "./former-names.ts";

const urn = (path: string): string => `urn:pulumi:dev::proj::${path}`;
const parts = { kind: "parts", name: undefined, type: undefined, stack: undefined, project: undefined } as const;
const child = urn("c:m:C$t:m:T::app-x");
const parent = urn("c:m:C::app");

function names(aliases: Alias[], former: Record<string, string> = {}): string[] {
  return formerNames({ urn: child, parent, aliases, formerNameOf: (name) => former[name] });
}

test("an alias names what was different, the rest is as it is", () => {
  expect(names([{ kind: "urn", urn: "any" }])).toEqual(["any"]);
  expect(names([{ ...parts, name: "y", parent: undefined }])).toEqual([urn("c:m:C$t:m:T::y")]);
  expect(names([{ ...parts, type: "t:m:Old", parent: null }])).toEqual([urn("t:m:Old::app-x")]);
  expect(names([{ ...parts, parent: urn("d:m:D::d") }])).toEqual([urn("d:m:D$t:m:T::app-x")]);
  expect(names([{ ...parts, parent: urn("pulumi:pulumi:Stack::proj-dev") }])).toEqual([urn("t:m:T::app-x")]);
  expect(names([{ ...parts, stack: "old", project: "p", parent: undefined }])).toEqual([
    "urn:pulumi:old::p::c:m:C$t:m:T::app-x",
  ]);
});

test("a parent's former name gives its children one, with each of their own", () => {
  const former = { [parent]: urn("o:m:O::was") };
  expect(names([], former)).toEqual([urn("o:m:O$t:m:T::was-x")]);
  expect(names([{ ...parts, name: "app-y", parent: undefined }], former)).toEqual([
    urn("c:m:C$t:m:T::app-y"),
    urn("o:m:O$t:m:T::was-x"),
    urn("o:m:O$t:m:T::was-y"),
  ]);
  // A parent that an alias names is looked up by its former name, too.
  expect(names([{ ...parts, parent: urn("d:m:D::d") }], { [urn("d:m:D::d")]: urn("e:m:E::e") })).toEqual([
    urn("e:m:E$t:m:T::app-x"),
  ]);
});
