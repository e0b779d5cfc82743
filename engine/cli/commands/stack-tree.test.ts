import { expect, it } from "vitest";
import type { StoredResource } from "../../backend/deployment.ts";
import { resourceTree } from "./stack-tree.ts";

const STACK = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev";
const COMPONENT = "urn:pulumi:dev::p::x:i:C::c";

function resource(urn: string, parent: string | undefined, id?: string): StoredResource {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  return { urn, type, custom: id !== undefined, parent, id };
}

const resources = [
  resource(STACK, undefined),
  resource("urn:pulumi:dev::p::pulumi:providers:x::default", undefined, "1"),
  resource(COMPONENT, STACK),
  resource("urn:pulumi:dev::p::x:i:T::a", STACK, "a-1"),
  resource("urn:pulumi:dev::p::x:i:C$x:i:T::inside::it", COMPONENT, "i-1"),
];

it("has each resource below its parent, and those without one last", () => {
  expect(resourceTree(resources, { showUrns: false, showIds: false }, 2)).toEqual([
    "  TYPE                   NAME",
    "  pulumi:pulumi:Stack    p-dev",
    "  ├─ x:i:C               c",
    "  │  └─ x:i:T            inside::it",
    "  ├─ x:i:T               a",
    "  └─ pulumi:providers:x  default",
  ]);
});

it("names URNs and ids below", () => {
  expect(resourceTree(resources.slice(0, 2), { showUrns: true, showIds: true }, 0)).toEqual([
    "TYPE                   NAME",
    "pulumi:pulumi:Stack    p-dev",
    `│  URN: ${STACK}`,
    "└─ pulumi:providers:x  default",
    "      URN: urn:pulumi:dev::p::pulumi:providers:x::default",
    "      ID: 1",
  ]);
});

it("is a list where there is no stack", () => {
  const [, , component, , inside] = resources as [unknown, unknown, StoredResource, unknown, StoredResource];
  expect(resourceTree([component, inside], { showUrns: false, showIds: false }, 0)).toEqual([
    "TYPE      NAME",
    "x:i:C     c",
    "└─ x:i:T  inside::it",
  ]);
});
