import { describe, expect, it } from "vitest";
import type { ResourceState } from "../state/snapshot.ts";
import {
  deletableIn,
  EVERYTHING,
  type Scope,
  Selection,
  unaskedDeletions,
  unknownUrns,
  urnMatcher,
} from "./selection.ts";

function state(name: string, more: Partial<ResourceState> = {}): ResourceState {
  return { urn: `urn:pulumi:dev::p::x:i:T::${name}`, custom: true, id: name, type: "x:i:T", ...more };
}

const STACK = state("p-dev", { urn: "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev", type: "pulumi:pulumi:Stack" });
const PROVIDER = state("default", {
  urn: "urn:pulumi:dev::p::pulumi:providers:x::default",
  type: "pulumi:providers:x",
});
const reference = `${PROVIDER.urn}::id`;
const component = state("c", { custom: false, parent: STACK.urn });
const inside = state("inside", { parent: component.urn, provider: reference });
const base = state("base", { parent: STACK.urn, provider: reference });
const user = state("user", { parent: STACK.urn, provider: reference, dependencies: [base.urn] });
const userOfUser = state("user2", { parent: STACK.urn, propertyDependencies: { text: [user.urn] } });
const resources = [STACK, PROVIDER, component, inside, base, user, userOfUser];

function targets(dependents: boolean, ...patterns: string[]): Scope {
  return { kind: "targets", patterns, dependents };
}
function excludes(dependents: boolean, ...patterns: string[]): Scope {
  return { kind: "excludes", patterns, dependents };
}
function namesOf(states: Iterable<ResourceState>): string[] {
  return [...states].map(({ id }) => id ?? "");
}
function taken(scope: Scope): string[] {
  const selection = new Selection(scope);
  return namesOf(resources.filter((resource) => selection.takesIn(resource)));
}

describe("patterns of URNs", () => {
  it.each([
    ["urn:pulumi:dev::p::x:i:T::base", true],
    ["urn:pulumi:dev::p::x:i:T::bas", false],
    ["urn:pulumi:dev::p::x:i:T::*", true],
    ["**::base", true],
    ["**ba?e", false],
    ["*::base", false],
    ["urn:*:dev::*::*:*:T::b*e", true],
    ["**", true],
  ])("%s", (pattern, fits) => {
    expect(urnMatcher([pattern])(base.urn)).toBe(fits);
  });

  it("match literally but for the wildcards", () => {
    expect(urnMatcher(["**a.b$c(d)"])("urn::a.b$c(d)")).toBe(true);
    expect(urnMatcher(["**a.b"])("urn::aXb")).toBe(false);
  });

  it("that are whole URNs must be known", () => {
    expect(unknownUrns([base.urn, "urn:none", "**none"], new Set([base.urn]))).toEqual(["urn:none"]);
  });
});

describe("a selection", () => {
  it.each<[string, Scope, string[]]>([
    ["everything", EVERYTHING, namesOf(resources)],
    ["a target", targets(false, base.urn), ["base"]],
    ["a target with what depends on it", targets(true, base.urn), ["base", "user", "user2"]],
    ["a component with what is inside", targets(true, component.urn), ["c", "inside"]],
    [
      "a provider with all that it manages",
      targets(true, "**::default"),
      ["default", "inside", "base", "user", "user2"],
    ],
    ["all but an exclude", excludes(false, base.urn), ["p-dev", "default", "c", "inside", "user", "user2"]],
    ["all but an exclude with what depends on it", excludes(true, base.urn), ["p-dev", "default", "c", "inside"]],
  ])("of %s", (_name, scope, expected) => {
    expect(taken(scope)).toEqual(expected);
  });

  it("has the stack and providers be registered whatever it is", () => {
    const selection = new Selection(targets(false, base.urn));
    const registered = resources.filter((resource) => selection.takesInRegistered(resource));
    expect(namesOf(registered)).toEqual(["p-dev", "default", "base"]);
  });
});

describe("deletions", () => {
  it.each<[string, Scope, string[]]>([
    ["everything", EVERYTHING, namesOf(resources)],
    ["targets and what cannot be without them", targets(false, base.urn), ["base", "user", "user2"]],
    ["what is inside a component too", targets(false, component.urn), ["c", "inside"]],
    ["all but what excludes cannot be without", excludes(false, user.urn), ["c", "inside", "user2"]],
    ["all but excludes, with what depends on them", excludes(true, base.urn), ["c", "inside"]],
  ])("of %s", (_name, scope, expected) => {
    expect(namesOf(deletableIn(scope, resources))).toEqual(expected);
  });

  it("that nobody asked for are found", () => {
    expect(namesOf(unaskedDeletions(targets(false, base.urn), [base, user]))).toEqual(["user"]);
    expect(unaskedDeletions(targets(true, base.urn), [base, user])).toEqual([]);
    expect(unaskedDeletions(excludes(false, base.urn), [user])).toEqual([]);
    expect(unaskedDeletions(EVERYTHING, [user])).toEqual([]);
  });
});
