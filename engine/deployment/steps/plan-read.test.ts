import { expect, test } from "vitest";
import type { ResourceState } from "../state/snapshot.ts";
import { planRead, type ReadGoal } from "./plan-read.ts";

const urn = "urn:pulumi:dev::proj::mini:index:Item::a";
const goal: ReadGoal = {
  urn,
  type: "mini:index:Item",
  id: "1",
  inputs: {},
  parent: undefined,
  dependencies: [],
  provider: "provider::id",
  additionalSecretOutputs: ["token"],
  sourcePosition: undefined,
  stackTrace: [],
};
const managed: ResourceState = { urn, custom: true, type: "mini:index:Item", id: "1", created: "then" };

test("what is read is an external resource, with its times", () => {
  expect(planRead(goal, undefined)).toMatchObject([{ op: "read", old: undefined, new: { id: "1", external: true } }]);
  const [step] = planRead(goal, { ...managed, id: "2", external: true });
  expect(step).toMatchObject({ op: "read", new: { created: "then", additionalSecretOutputs: ["token"], aliases: [] } });
});

test("a managed resource is given up: it stays when it is the one that is read, else it is deleted", () => {
  expect(planRead(goal, managed)).toMatchObject([{ op: "read", old: managed, new: { external: true } }]);
  const other = { ...managed, id: "2" };
  expect(planRead(goal, other)).toMatchObject([
    { op: "read-replacement", old: other, new: { id: "1", external: true } },
    { op: "replace", old: other },
  ]);
});

test("a former name is noted", () => {
  const [step] = planRead(goal, { ...managed, urn: "urn:pulumi:dev::proj::mini:index:Item::b" });
  expect(step).toMatchObject({ new: { aliases: ["urn:pulumi:dev::proj::mini:index:Item::b"] } });
});
