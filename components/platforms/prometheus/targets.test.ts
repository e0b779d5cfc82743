import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences, type LabelledTarget, renderTargets } from "./targets.ts";

const target: fc.Arbitrary<LabelledTarget> = fc.record({
  address: fc.integer({ min: 1, max: 65535 }).map((port) => `127.0.0.1:${port}`),
  labels: fc.record({
    revision: fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
    service: fc.constantFrom("automation-service", "ai-pipeline"),
    version: fc.constantFrom("1.0.0", "1.1.0"),
  }),
});
const targets = fc.uniqueArray(target, { selector: ({ labels }) => labels.revision, maxLength: 6 });
const listed = (all: readonly LabelledTarget[]) =>
  all.map(({ address, labels: { revision } }) => ({ labels: { instance: address, revision } }));

describe("differences", () => {
  it("is empty exactly when the same targets are listed", () => {
    fc.assert(
      fc.property(targets, targets, (wanted, others) => {
        expect(differences(wanted, listed(wanted))).toEqual([]);
        const same = renderTargets(wanted) === renderTargets(others);
        if (differences(wanted, listed(others)).length > 0) expect(same).toBe(false);
      }),
    );
  });

  it("names what is missing and what is too much", () => {
    const labels = { service: "ai-pipeline", version: "1.0.0" };
    const wanted = [{ address: "127.0.0.1:1", labels: { ...labels, revision: "new" } }];
    expect(differences(wanted, [{ labels: { instance: "127.0.0.1:2", revision: "old" } }])).toEqual([
      "does not list new at 127.0.0.1:1",
      "still lists old at 127.0.0.1:2",
    ]);
  });
});

describe("renderTargets", () => {
  it("does not depend on the order of the targets", () => {
    fc.assert(
      fc.property(targets, (all) => {
        expect(renderTargets(all.toReversed())).toBe(renderTargets(all));
      }),
    );
  });
});
