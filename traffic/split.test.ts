import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { capWeights, desiredWeights, moveWeights, type TargetView, type WeightWrite } from "./split.ts";

const revisions = ["stable-1", "canary-1", "old-1"] as const;

const target = (index: number) =>
  fc.record({
    id: fc.constant(`id-${index}`),
    address: fc.constant(`127.0.0.1:${4000 + index}`),
    revision: fc.constantFrom(...revisions),
    weight: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 13000 })),
    smoked: fc.boolean(),
    proven: fc.boolean(),
    drained: fc.boolean(),
  });
const upstream = fc
  .integer({ min: 1, max: 5 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, i) => target(i))));
const percent = fc.integer({ min: 0, max: 100 });

function view(
  id: string,
  revision: string,
  weight: number,
  marks: { smoked?: boolean; proven?: boolean; drained?: boolean } = {},
): TargetView {
  return {
    id,
    address: `127.0.0.1:${id}`,
    revision,
    weight,
    smoked: marks.smoked ?? true,
    proven: marks.proven ?? false,
    drained: marks.drained ?? false,
  };
}

/** Every state that the gateway goes through while the writes are made. */
function states(targets: readonly TargetView[], writes: readonly WeightWrite[]): TargetView[][] {
  const all = [[...targets]];
  for (const { target: written, weight } of writes) {
    all.push((all.at(-1) ?? []).map((t) => (t.id === written.id ? { ...t, weight } : t)));
  }
  return all;
}

const sum = (targets: readonly TargetView[]) => targets.reduce((total, { weight }) => total + weight, 0);

describe("desiredWeights", () => {
  test("always gives away exactly 100", () => {
    fc.assert(
      fc.property(percent, fc.constantFrom(undefined, "canary-1", "stable-1"), (share, canary) => {
        const weights = Object.values(desiredWeights("stable-1", canary, share));
        expect(weights.reduce((a, b) => a + b, 0)).toBe(100);
      }),
    );
  });
});

describe("capWeights", () => {
  test("leaves a drained revision nothing, whatever its cap", () => {
    const targets = [view("1", "stable-1", 50, { proven: true }), view("2", "canary-1", 50, { drained: true })];
    expect(capWeights(targets, "stable-1", { "stable-1": 100, "canary-1": 50 })).toMatchObject({
      kind: "lower",
      writes: [
        { target: { id: "1" }, weight: 100 },
        { target: { id: "2" }, weight: 0 },
      ],
    });
  });

  const caps = (share: number) => ({ "stable-1": 100, "canary-1": share });

  test("never leaves a capped revision above its cap, nor an upstream empty on the way", () => {
    fc.assert(
      fc.property(upstream, percent, (targets, share) => {
        const decision = capWeights(targets, "stable-1", caps(share));
        if (decision.kind !== "lower") return;
        const passed = states(targets, decision.writes);
        expect(passed.every((state) => sum(state) > 0)).toBe(true);
        const total = sum(passed.at(-1) ?? []);
        for (const revision of revisions) {
          const weight = (passed.at(-1) ?? []).filter((t) => t.revision === revision && t.id !== decision.heir.id);
          expect((sum(weight) / total) * 100).toBeLessThanOrEqual((caps(share)[revision as "stable-1"] ?? 0) + 1e-9);
        }
      }),
    );
  });

  test("raises nobody's share but the heir's, at no moment of the way", () => {
    fc.assert(
      fc.property(upstream, percent, (targets, share) => {
        const decision = capWeights(targets, "stable-1", caps(share));
        if (decision.kind !== "lower") return;
        const before = sum(targets);
        for (const state of states(targets, decision.writes)) {
          const total = sum(state);
          for (const now of state.filter(({ id }) => id !== decision.heir.id)) {
            const was = targets.find(({ id }) => id === now.id)?.weight ?? 0;
            expect(now.weight / total).toBeLessThanOrEqual(was / before + 1e-9);
          }
        }
      }),
    );
  });

  test("is within its caps after it has capped", () => {
    fc.assert(
      fc.property(upstream, percent, (targets, share) => {
        const decision = capWeights(targets, "stable-1", caps(share));
        if (decision.kind !== "lower") return;
        // An heir that is itself capped (nobody better is proven) takes its revision's allowance from its other address.
        fc.pre(decision.heir.revision === "stable-1");
        const after = states(targets, decision.writes).at(-1) ?? [];
        expect(capWeights(after, "stable-1", caps(share))).toEqual({ kind: "within" });
      }),
    );
  });

  test("gives what it frees to the proven stable revision", () => {
    const targets = [view("1", "stable-1", 50, { proven: true }), view("2", "canary-1", 50)];
    expect(capWeights(targets, "stable-1", caps(10))).toMatchObject({
      kind: "lower",
      freed: 40,
      heir: { revision: "stable-1" },
      writes: [
        { target: { id: "1" }, weight: 90 },
        { target: { id: "2" }, weight: 10 },
      ],
    });
  });

  test("undoes a promotion: the former stable is proven and takes everything back, the promoted one is demoted", () => {
    const targets = [view("1", "stable-1", 0, { proven: true }), view("2", "promoted", 100, { proven: true })];
    expect(capWeights(targets, "stable-1", { "stable-1": 100 })).toMatchObject({
      kind: "lower",
      freed: 100,
      demoted: [{ id: "2" }],
      writes: [
        { target: { id: "1" }, weight: 100 },
        { target: { id: "2" }, weight: 0 },
      ],
    });
  });

  test("does not hand traffic to a configured stable that was never tried", () => {
    const targets = [view("1", "stable-1", 0, { smoked: false }), view("2", "old-1", 100, { proven: true })];
    expect(capWeights(targets, "stable-1", { "stable-1": 100 })).toEqual({ kind: "within" });
  });

  test("says so when nobody is fit to take the traffic", () => {
    expect(capWeights([view("1", "canary-1", 100)], "stable-1", caps(10))).toMatchObject({ kind: "no heir" });
  });

  test("judges shares, not numbers: weights that another hand left count by what they do", () => {
    const targets = [view("1", "stable-1", 1, { proven: true }), view("2", "canary-1", 1)];
    expect(capWeights(targets, "stable-1", caps(10))).toMatchObject({ kind: "lower", freed: 50 });
  });

  test("caps the two addresses of one revision together", () => {
    const targets = [view("1", "stable-1", 80, { proven: true }), view("2", "canary-1", 10), view("3", "canary-1", 10)];
    const decision = capWeights(targets, "stable-1", caps(10));
    expect(decision).toMatchObject({ kind: "lower", writes: [{ weight: 90 }, { target: { id: "3" }, weight: 0 }] });
  });
});

describe("moveWeights", () => {
  test("never empties the upstream on the way and never raises an unsmoked target", () => {
    const wants = fc.dictionary(fc.constantFrom("id-0", "id-1", "id-2", "id-3", "id-4"), percent);
    fc.assert(
      fc.property(upstream, wants, (targets, wanted) => {
        const decision = moveWeights(targets, new Map(Object.entries(wanted)));
        if (decision.kind === "refused") return;
        expect(states(targets, decision.writes).every((state, step) => step === 0 || sum(state) > 0)).toBe(true);
        expect(decision.writes.every(({ target: t, weight }) => t.smoked || weight <= t.weight)).toBe(true);
        const after = states(targets, decision.writes).at(-1) ?? [];
        for (const t of after) expect(t.weight).toBe(wanted[t.id] ?? 0);
      }),
    );
  });

  test("names the revision that has not passed its smoke gate", () => {
    const decision = moveWeights(
      [view("1", "stable-1", 100), view("2", "canary-1", 0, { smoked: false })],
      new Map([
        ["1", 90],
        ["2", 10],
      ]),
    );
    expect(decision).toEqual({
      kind: "refused",
      reason: expect.stringContaining("canary-1 at 127.0.0.1:2 has not passed its smoke gate"),
    });
  });

  test("refuses to leave an upstream without weight", () => {
    expect(moveWeights([view("1", "stable-1", 100)], new Map())).toMatchObject({ kind: "refused" });
  });

  test.each([-1, 65536, 1.5])("refuses weight %d", (weight) => {
    expect(moveWeights([view("1", "stable-1", 100)], new Map([["1", weight]]))).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining(String(weight)),
    });
  });
});
