import fc from "fast-check";
import { expect, test } from "vitest";
import { survivorsOf } from "../state/dependencies.ts";
import type { ResourceState } from "../state/snapshot.ts";
import { everythingUnder, planDeletions, scheduleDeletions } from "./plan-deletions.ts";

const PROVIDER = "urn:pulumi:dev::p::pulumi:providers:x::default";

function state(name: string, more: Partial<ResourceState> = {}): ResourceState {
  return { urn: `urn:pulumi:dev::p::x:i:T::${name}`, custom: true, id: name, type: "x:i:T", ...more };
}

/** Stacks in order of dependency: each resource may require any before it, and be inside any component before it. */
const stack = fc
  .array(fc.record({ requires: fc.array(fc.nat(), { maxLength: 3 }), parent: fc.nat(), component: fc.boolean() }), {
    maxLength: 12,
  })
  .map((specs) => {
    const resources: ResourceState[] = [state("provider", { urn: PROVIDER, type: "pulumi:providers:x" })];
    for (const [index, { requires, parent, component }] of specs.entries()) {
      const before = resources.slice(1);
      const of = (at: number): string | undefined => before[at % Math.max(1, before.length)]?.urn;
      resources.push(
        state(`r${index}`, {
          custom: !component,
          parent: parent % 2 === 0 ? of(parent) : undefined,
          dependencies: requires.flatMap((at) => of(at) ?? []),
          provider: component ? undefined : `${PROVIDER}::provider`,
        }),
      );
    }
    return resources;
  });

test("everything is deleted once, and before what it depends on", () => {
  fc.assert(
    fc.property(stack, (resources) => {
      const rounds = scheduleDeletions(planDeletions(resources, new Set(), new Set(resources)), resources);
      const round = new Map(rounds.flatMap((steps, index) => steps.map(({ old }) => [old, index] as const)));
      expect(rounds.flat().length).toBe(resources.length);
      for (const [resource, survivors] of survivorsOf(resources)) {
        for (const survivor of survivors) expect(round.get(resource)).toBeLessThan(round.get(survivor) ?? -1);
      }
      expect(rounds.every((steps) => steps.length > 0)).toBe(true);
    }),
  );
});

test("what the program registered stays; what waits for deletion goes in any case", () => {
  const kept = state("kept");
  const replaced = state("kept", { id: "old", delete: true });
  const gone = state("gone");
  const waiting = state("waiting", { pendingReplacement: true });
  const resources = [kept, replaced, gone, waiting];
  const plan = planDeletions(resources, new Set([kept.urn]), new Set(resources));
  expect(plan.map(({ op, old }) => [op, old.id])).toEqual([
    ["delete-replaced", "old"],
    ["delete", "gone"],
    ["remove-pending-replace", "waiting"],
  ]);
});

test("what a component holds outlives what requires the component", () => {
  const component = state("c", { custom: false });
  const inside = state("inside", { parent: component.urn });
  const user = state("user", { dependencies: [component.urn] });
  const resources = [component, inside, user];
  const rounds = scheduleDeletions(planDeletions(resources, new Set(), new Set(resources)), resources);
  expect(rounds.map((steps) => steps.map(({ old }) => old.id))).toEqual([["user"], ["inside"], ["c"]]);
});

test("everything under a resource is what it needs, through any number of others", () => {
  const a = state("a");
  const b = state("b", { dependencies: [a.urn] });
  const c = state("c", { parent: b.urn });
  const other = state("other");
  expect([...everythingUnder([c], [a, b, c, other])].map(({ id }) => id).toSorted()).toEqual(["a", "b"]);
});
