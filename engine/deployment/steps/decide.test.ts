import { describe, expect, test } from "vitest";
import type { ResourceState } from "../state/snapshot.ts";
import { secret, UNKNOWN } from "../values/marks.ts";
import { decideByDifference, decideWithoutDifference, startsAfresh } from "./decide.ts";
import { effectOfReplacement } from "./dependent-replacement.ts";
import {
  type Difference,
  ignoringChanges,
  NO_DIFFERENCE,
  type ProviderDifference,
  resolveDifference,
  triggersReplacement,
} from "./difference.ts";
import { type Goal, stateOfGoal } from "./goal.ts";
import { planRegistration } from "./plan-registration.ts";

const urn = "urn:pulumi:dev::p::x:i:T::a";
const old: ResourceState = { urn, custom: true, id: "1", type: "x:i:T", inputs: { size: 1 }, outputs: {} };
const goal: Goal = {
  urn,
  type: "x:i:T",
  custom: true,
  inputs: {},
  parent: undefined,
  protect: false,
  dependencies: [],
  propertyDependencies: {},
  provider: "urn:pulumi:dev::p::pulumi:providers:x::default::0",
  deleteBeforeReplace: undefined,
  ignoreChanges: [],
  replaceOnChanges: [],
  additionalSecretOutputs: [],
  aliases: [],
  customTimeouts: {},
  retainOnDelete: false,
  deletedWith: undefined,
  replaceWith: [],
  replacementTrigger: null,
  sourcePosition: undefined,
  stackTrace: [],
};
const changed: Difference = { ...NO_DIFFERENCE, any: true, changed: ["size"] };
const replacing: Difference = { ...changed, replace: true, replaces: ["size"] };

describe("a decision", () => {
  test("needs no difference where there is nothing to compare", () => {
    expect(decideWithoutDifference(undefined, false)).toEqual({ kind: "create" });
    expect(decideWithoutDifference(old, true)).toEqual({ kind: "recreate" });
    expect(decideWithoutDifference({ ...old, external: true }, false)).toEqual({ kind: "take-over" });
    expect(decideWithoutDifference(old, false)).toBeUndefined();
  });

  test("follows the difference", () => {
    expect(decideByDifference(goal, old, NO_DIFFERENCE).kind).toBe("same");
    expect(decideByDifference(goal, old, changed)).toEqual({ kind: "update", difference: changed });
    expect(decideByDifference(goal, old, replacing)).toMatchObject({ kind: "replace", order: "create-first" });
  });

  test("tries again what never came in order, and finishes a replacement that was begun", () => {
    expect(decideByDifference(goal, { ...old, initErrors: ["not ready"] }, NO_DIFFERENCE).kind).toBe("update");
    expect(decideByDifference(goal, { ...old, pendingReplacement: true }, NO_DIFFERENCE).kind).toBe("replace");
  });

  test("takes the order of a replacement from the program before the provider", () => {
    const deleting = { ...replacing, deleteBeforeReplace: true };
    expect(decideByDifference(goal, old, deleting)).toMatchObject({ order: "delete-first" });
    expect(decideByDifference({ ...goal, deleteBeforeReplace: false }, old, deleting)).toMatchObject({
      order: "create-first",
    });
  });

  test("refuses to replace what is protected, unless the program takes the protection away", () => {
    const guarded = { ...old, protect: true };
    expect(decideByDifference({ ...goal, protect: true }, guarded, replacing)).toMatchObject({
      forbidden: expect.stringContaining("currently marked for protection"),
    });
    expect(decideByDifference(goal, guarded, replacing)).toMatchObject({ kind: "replace", forbidden: undefined });
  });

  test("takes no defaults from what is not the same resource", () => {
    expect(
      [undefined, { ...old, taint: true }, { ...old, external: true }].map((one) => startsAfresh(one, false)),
    ).toEqual([true, true, true]);
    expect(startsAfresh(old, false)).toBe(false);
  });
});

describe("a difference", () => {
  const answer: ProviderDifference = {
    changes: "unknown",
    replaces: [],
    changed: [],
    deleteBeforeReplace: false,
    detailed: undefined,
  };
  const resolve = (more: Partial<Parameters<typeof resolveDifference>[0]>): Difference =>
    resolveDifference({
      answer,
      oldInputs: { size: 1, keep: "x" },
      newInputs: { size: 2, keep: "x" },
      ignoreChanges: [],
      replaceOnChanges: [],
      hasInitErrors: false,
      ...more,
    });

  test("is that of the inputs where the provider does not know", () => {
    expect(resolve({})).toMatchObject({
      any: true,
      replace: false,
      changed: ["size"],
      detailed: { size: { diffKind: "update", inputDiff: true } },
    });
    expect(resolve({ ignoreChanges: ["size"] })).toEqual(NO_DIFFERENCE);
  });

  test("replaces for the paths that the program names", () => {
    expect(resolve({ replaceOnChanges: ["size"] })).toMatchObject({
      replace: true,
      replaces: ["size"],
      detailed: { size: { diffKind: "update-replace" } },
    });
    expect(resolve({ replaceOnChanges: ["keep"] }).replace).toBe(false);
    expect(resolve({ replaceOnChanges: ["*"] }).replace).toBe(true);
  });

  test("replaces what never came in order when the program asks for that", () => {
    const none: ProviderDifference = { ...answer, changes: "none" };
    expect(resolve({ answer: none, hasInitErrors: true, replaceOnChanges: ["#initerror"] }).replace).toBe(true);
    expect(resolve({ answer: none, hasInitErrors: true })).toEqual(NO_DIFFERENCE);
  });

  test("replaces when the provider's details say so, without naming keys", () => {
    const detailed = { "size.x": { diffKind: "update-replace", inputDiff: false } } as const;
    expect(resolve({ answer: { ...answer, changes: "some", detailed } }).replace).toBe(true);
  });

  test("says which ignored paths cannot be put back", () => {
    expect(ignoringChanges({ list: [1, 2] }, { list: [1] }, ["list[1]"]).impossible).toEqual(["list[1]"]);
  });
});

describe("the steps of a replacement", () => {
  const next = stateOfGoal(goal, { size: 2 }, old);

  test("create first, and leave the old one for the end", () => {
    const decision = { kind: "replace", difference: replacing, order: "create-first", forbidden: undefined } as const;
    expect(planRegistration({ decision, old, new: next }).map(({ op }) => op)).toEqual([
      "create-replacement",
      "replace",
    ]);
  });

  test("delete dependents in reverse order first, and nothing twice", () => {
    const decision = { kind: "replace", difference: replacing, order: "delete-first", forbidden: undefined } as const;
    const dependents = ["b", "c"].map((id) => ({ state: { ...old, urn: `${urn}-${id}`, id }, keys: [] }));
    const steps = planRegistration({ decision, old, new: next, dependents });
    expect(steps.map((step) => [step.op, "old" in step ? step.old.id : ""])).toEqual([
      ["delete-replaced", "c"],
      ["delete-replaced", "b"],
      ["delete-replaced", "1"],
      ["replace", "1"],
      ["create-replacement", "1"],
    ]);
    const waiting = { ...old, pendingReplacement: true };
    expect(planRegistration({ decision, old: waiting, new: next }).map(({ op }) => op)).toEqual([
      "replace",
      "create-replacement",
    ]);
  });
});

test("a trigger replaces when its value changes, or may have changed", () => {
  expect(triggersReplacement(1, 2)).toBe(true);
  expect(triggersReplacement({ a: secret(1) }, { a: 1 })).toBe(false);
  expect(triggersReplacement(1, null)).toBe(false);
  expect(triggersReplacement(null, 1)).toBe(false);
  expect(triggersReplacement([UNKNOWN], null)).toBe(true);
});

describe("the replacement of something under a resource", () => {
  const replaced = new Set(["urn:base"]);

  test("matters for the properties that depend on it only", () => {
    const dependent = { ...old, dependencies: ["urn:base"], propertyDependencies: { size: ["urn:base"], other: [] } };
    expect(effectOfReplacement({ ...dependent, inputs: { size: 1, other: 2 } }, "urn:base", replaced)).toEqual({
      kind: "ask",
      inputs: { size: UNKNOWN, other: 2 },
    });
    expect(effectOfReplacement({ ...dependent, propertyDependencies: {} }, "urn:base", replaced)).toEqual({
      kind: "none",
    });
  });

  test("takes along what asks to be replaced with it, whatever that is", () => {
    const asking = { ...old, replaceWith: ["urn:base"] };
    expect(effectOfReplacement({ ...asking, custom: false }, "urn:base", replaced)).toEqual({ kind: "replace" });
    expect(effectOfReplacement(asking, "urn:other", new Set(["urn:other", "urn:base"]))).toEqual({ kind: "none" });
  });

  test("takes along what lives by it", () => {
    expect(effectOfReplacement({ ...old, deletedWith: "urn:base" }, "urn:base", replaced)).toEqual({ kind: "replace" });
    expect(effectOfReplacement({ ...old, provider: "urn:base::id" }, "urn:base", replaced)).toEqual({
      kind: "replace",
    });
    expect(effectOfReplacement({ ...old, custom: false, deletedWith: "urn:base" }, "urn:base", replaced)).toEqual({
      kind: "none",
    });
  });
});
