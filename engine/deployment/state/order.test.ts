import fc from "fast-check";
import { expect, test } from "vitest";
import { inOrderOfDependency } from "./order.ts";
import type { ResourceState } from "./snapshot.ts";

function state(index: number, dependencies: readonly number[]): ResourceState {
  const urn = (at: number): string => `urn:pulumi:dev::p::x:i:T::r${at}`;
  return { urn: urn(index), custom: true, type: "x:i:T", dependencies: dependencies.map(urn) };
}

test("whatever the order was, everything precedes what depends on it, and nothing is lost", () => {
  const graph = fc
    .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
    .map((lists) =>
      lists.map((list, index) => state(index, index === 0 ? [] : list.map((dependency) => dependency % index))),
    )
    .chain((states) =>
      fc.record({
        states: fc.constant(states),
        shuffled: fc.shuffledSubarray(states, { minLength: states.length }),
      }),
    );
  fc.assert(
    fc.property(graph, ({ states, shuffled }) => {
      const ordered = inOrderOfDependency(shuffled);
      expect(new Set(ordered)).toEqual(new Set(states));
      const seen = new Set<string>();
      for (const { urn, dependencies } of ordered) {
        expect((dependencies ?? []).every((dependency) => seen.has(dependency))).toBe(true);
        seen.add(urn);
      }
      expect(inOrderOfDependency(states)).toEqual(states);
    }),
  );
});

test("what waits for deletion keeps its place before the living that it does not need", () => {
  const living = state(0, []);
  const waiting = { ...state(0, []), delete: true };
  const user = state(1, [0]);
  expect(inOrderOfDependency([user, waiting, living])).toEqual([living, user, waiting]);
});
