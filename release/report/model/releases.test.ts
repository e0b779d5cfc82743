import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { event, history, minute, NEW, OLD, OTHER, type Told } from "../test/updates.ts";
import { drawnUntil, END_MS, eventsOf, releasesIn } from "./releases.ts";

const outcomes = (...told: readonly Told[]) => releasesIn(history(...told)).map(({ outcome }) => outcome.kind);
const canary = (percent: number, more: Told = {}): Told => ({ canary: NEW, percent, ...more });
const NONE: Told = {};
const PROMOTED: Told = { stable: NEW };
const FAILED: Told = { result: "failed" };

describe("what became of a release", () => {
  test.each<[string, readonly Told[], readonly string[]]>([
    ["nothing, where no update names a canary", [NONE, NONE], []],
    ["it is under way while config names it", [NONE, canary(0), canary(10)], ["under way"]],
    ["promoted, when stable becomes what it is", [NONE, canary(10), canary(100), PROMOTED], ["promoted"]],
    ["removed, when it leaves the config otherwise", [NONE, canary(10), NONE], ["removed"]],
    ["removed with the stack", [canary(10), { kind: "destroy" }], ["removed"]],
    ["rolled back, when its share is taken away", [canary(10), canary(50), canary(0)], ["rolled back"]],
    ["rolled back, also where no share has passed", [canary(10, FAILED), canary(0)], ["rolled back"]],
    ["under way after an update that failed", [canary(10), canary(50, FAILED)], ["under way"]],
    ["under way when the promotion failed", [canary(100), { ...PROMOTED, ...FAILED }], ["under way"]],
    ["under way when going down failed", [canary(50), canary(0, FAILED)], ["under way"]],
    ["replaced by another canary", [canary(10), canary(10, { canary: OTHER })], ["replaced", "under way"]],
    [
      "replaced by the same versions with another flag",
      [canary(10), canary(10, { canary: { ...NEW, bypassLlm: false } })],
      ["replaced", "under way"],
    ],
    ["undone, when stable is again what it was", [NONE, canary(100), PROMOTED, NONE], ["undone"]],
    [
      "undone beside another one",
      [canary(100), PROMOTED, { ...canary(10, FAILED), stable: NEW, canary: OTHER }, { canary: OTHER }],
      ["undone", "rolled back"],
    ],
    ["not undone by an update that failed", [canary(100), PROMOTED, FAILED], ["promoted"]],
    ["anew after a rollback, as its phases", [canary(10), canary(0), canary(10)], ["rolled back", "under way"]],
    ["not anew while it only stays in config", [canary(10), canary(0), canary(0)], ["rolled back"]],
    ["not changed by a refresh", [canary(10), { kind: "refresh" }, canary(50)], ["under way"]],
  ])("%s", (_name, told, expected) => {
    expect(outcomes(...told)).toEqual(expected);
  });

  it("under way tells the share that has passed last, not one that failed", () => {
    const [release] = releasesIn(history(canary(10), canary(50, FAILED)));
    expect(release?.outcome).toEqual({ kind: "under way", percent: 10 });
  });

  it("has versions of both sides, and every update from the first to the last", () => {
    const [release] = releasesIn(history(NONE, canary(10), canary(50, FAILED), canary(50), PROMOTED, NONE));
    expect(release).toMatchObject({ number: 1, canary: NEW, stable: OLD });
    expect(release?.updates.map(({ number }) => number)).toEqual([2, 3, 4, 5, 6]);
  });

  it("an update whose config nobody can read today ends nothing", () => {
    const updates = history(canary(10), NONE, canary(50)).map((update, index) =>
      index === 1 ? { ...update, asked: undefined } : update,
    );
    expect(releasesIn(updates).map(({ outcome }) => outcome)).toEqual([{ kind: "under way", percent: 50 }]);
  });
});

describe("the time of a release", () => {
  it("goes on while it is under way, and ends with its last update", () => {
    expect(releasesIn(history(NONE, canary(10)))[0]?.spans).toEqual([{ from: minute(10) }]);
    expect(releasesIn(history(NONE, canary(10), NONE))[0]?.spans).toEqual([
      { from: minute(10), to: minute(21) + END_MS },
    ]);
  });

  it("is drawn to its end, but not through hours in which a stopped release waits", () => {
    const until = (...told: readonly Told[]) => drawnUntil(releasesIn(history(...told))[0]!, minute(600));
    expect(until(canary(10))).toBe(minute(600));
    expect(until(canary(10, FAILED))).toBe(minute(2));
    expect(until(canary(10, FAILED), canary(10, FAILED))).toBe(minute(22));
    expect(until(canary(10, FAILED), NONE)).toBe(minute(2));
    expect(until(canary(10, FAILED), canary(10, { kind: "destroy" }))).toBe(minute(2));
    expect(until(canary(10), canary(50, FAILED))).toBe(minute(600));
    expect(until(canary(10), NONE)).toBe(minute(11) + END_MS);
    expect(drawnUntil(releasesIn(history(canary(10, FAILED)))[0]!, minute(1.5))).toBe(minute(1.5));
  });

  it("of an undone promotion leaves out what came between, but not the drain before the update", () => {
    const [release] = releasesIn(history(canary(100), PROMOTED, PROMOTED, NONE));
    const restored = { event: "weights restored", by: "shift", reason: "" } as const;
    const events = [0.5, 11, 15, 21, 29.9, 30.5, 32].map((minutes) => event(minutes, restored));
    expect(eventsOf(events, release!).map(({ at }) => (Date.parse(at) - minute(0)) / 60_000)).toEqual([
      0.5, 11, 29.9, 30.5,
    ]);
  });
});

test("releases neither overlap nor leave out an update that names a canary with a share", () => {
  const told = fc.record({
    stable: fc.constantFrom(OLD, NEW),
    canary: fc.constantFrom(undefined, NEW, OTHER),
    percent: fc.constantFrom(0, 10, 100),
    result: fc.constantFrom("succeeded", "failed"),
    kind: fc.constantFrom("update", "update", "update", "refresh", "destroy"),
  }) as fc.Arbitrary<Told>;
  fc.assert(
    fc.property(fc.array(told, { maxLength: 12 }), (all) => {
      const updates = history(...all);
      const releases = releasesIn(updates);
      expect(releases.map(({ number }) => number)).toEqual(releases.map((_, index) => index + 1));
      for (const [index, { spans, updates: own }] of releases.entries()) {
        expect(own.length).toBeGreaterThan(0);
        const next = releases[index + 1];
        // Only the last one goes on.
        if (next) expect(spans[0]?.to).toBeLessThanOrEqual(next.spans[0]!.from);
      }
      for (const update of updates) {
        if (update.kind !== "update" || !update.asked?.canary || update.asked.canaryPercent === 0) continue;
        expect(releases.filter((release) => release.updates.includes(update)).length).toBeGreaterThanOrEqual(1);
      }
    }),
  );
});
