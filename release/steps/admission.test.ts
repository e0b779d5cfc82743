import { describe, expect, it } from "vitest";
import { readStackConfig } from "../stack-config.ts";
import { admit, type Situation, type Wish } from "./admission.ts";
import type { Standing } from "./standing.ts";
import { choice, NEW, OLD } from "./test/choices.ts";

const SINCE = Date.parse("2026-01-01T12:00:00Z");
const minutes = (count: number) => SINCE + count * 60_000;
const advance = (to?: number): Wish => ({ kind: "advance", to });
const PROMOTE: Wish = { kind: "promote" };

/** Production's phases: 10, 50, 100 %, with bakes of 30, 30 and 60 minutes. */
const defaults = readStackConfig("no such stack");

function situation(
  asked: number,
  passed: number,
  { standing = { kind: "settled" }, maySkip = false }: { standing?: Standing; maySkip?: boolean } = {},
): Situation {
  return {
    stack: "staging",
    config: {
      ...choice({ canary: NEW, canaryPercent: asked }),
      phases: defaults.phases,
      gates: { ...defaults.gates, bake: { maySkip } },
    },
    passed: { percent: passed, since: SINCE },
    standing,
    promotionUnfinished: false,
  };
}

const exposing = (percent: number) => ({
  kind: "take",
  step: { kind: "expose", percent },
  after: { canaryPercent: percent },
});

describe("an advance", () => {
  it.each([
    [0, 10, 0],
    [10, 50, 30],
    [50, 100, 30],
  ])("from %i %% goes to %i %%, after %i minutes and not before", (passed, to, bake) => {
    expect(admit(advance(), situation(passed, passed), minutes(bake))).toMatchObject(exposing(to));
    if (bake > 0) {
      expect(admit(advance(), situation(passed, passed), minutes(bake) - 1)).toEqual({
        kind: "too early",
        step: { kind: "expose", percent: to },
        earliest: minutes(bake),
      });
    }
  });

  it("goes on with a step that was written and not passed, whether or not the gateway was raised by it", () => {
    expect(admit(advance(), situation(50, 10), minutes(30))).toMatchObject(exposing(50));
    const exposed = situation(50, 10, { standing: { kind: "exposed", share: 50 } });
    expect(admit(advance(), exposed, minutes(30))).toMatchObject(exposing(50));
  });

  it.each([
    [
      "without a canary",
      { ...situation(0, 0), config: { ...situation(0, 0).config, canary: undefined } },
      "there is no canary",
    ],
    ["after the last phase", situation(100, 100), "`bin/canary promote staging`"],
    [
      "where config asks for a phase that is not next",
      situation(100, 10),
      "config asks for 100 %, and 10 % has passed",
    ],
    ["where config asks for less than has passed", situation(0, 50), "config asks for 0 %, and 50 % has passed"],
    [
      "after a drain",
      situation(10, 10, { standing: { kind: "drained", revisions: ["api-2"] } }),
      "an operator has drained api-2",
    ],
    [
      "after a step that is held",
      situation(10, 10, { standing: { kind: "held", reason: "errors 9 %" } }),
      "held (errors 9 %)",
    ],
    [
      "where more is exposed than any step has written",
      situation(10, 10, { standing: { kind: "exposed", share: 50 } }),
      "gives the canary 50 %",
    ],
    [
      "beside a gateway that cannot be asked",
      situation(10, 10, { standing: { kind: "unknown", reason: "refused" } }),
      "refused",
    ],
    [
      "over a promotion that is unfinished",
      { ...situation(0, 100), promotionUnfinished: true },
      "`bin/canary promote staging`",
    ],
  ] as const)("is refused %s", (_name, found, why) => {
    expect(admit(advance(), found, minutes(90))).toEqual({ kind: "refused", why: expect.stringContaining(why) });
  });
});

describe("an advance to a percentage", () => {
  it("is the next phase, or has passed already", () => {
    expect(admit(advance(50), situation(10, 10), minutes(30))).toMatchObject(exposing(50));
    expect(admit(advance(10), situation(10, 10), minutes(0))).toEqual({
      kind: "nothing to do",
      why: "10 % has passed already",
    });
  });

  it.each([
    [100, "skips a phase: 50 % comes next"],
    [20, "no phase; phases are 10, 50, 100"],
  ])("is refused to %i %%", (to, why) => {
    expect(admit(advance(to), situation(10, 10), minutes(90))).toEqual({
      kind: "refused",
      why: expect.stringContaining(why),
    });
  });

  it("does not go back", () => {
    const found = admit(advance(10), situation(50, 50), minutes(90));
    expect(found).toEqual({ kind: "refused", why: expect.stringContaining("`bin/canary rollback` goes back") });
  });

  it("skips phases where config lets it, and still bakes", () => {
    const skipping = situation(10, 10, { maySkip: true });
    expect(admit(advance(100), skipping, minutes(30))).toMatchObject(exposing(100));
    expect(admit(advance(100), skipping, minutes(29)).kind).toBe("too early");
  });
});

describe("a promotion", () => {
  it("comes after the last bake", () => {
    expect(admit(PROMOTE, situation(100, 100), minutes(60))).toEqual({
      kind: "take",
      step: { kind: "promote" },
      after: choice({ stable: NEW, previous: OLD }),
    });
    expect(admit(PROMOTE, situation(100, 100), minutes(59))).toMatchObject({
      kind: "too early",
      earliest: minutes(60),
    });
  });

  it("is refused before, and names what comes next", () => {
    const found = admit(PROMOTE, situation(50, 50), minutes(90));
    expect(found).toEqual({
      kind: "refused",
      why: expect.stringContaining("100 % comes next: `bin/canary advance staging`"),
    });
  });

  it("that was written and not run is run", () => {
    const written = choice({ stable: NEW, previous: OLD });
    const found = {
      ...situation(0, 100),
      config: { ...situation(0, 100).config, ...written },
      promotionUnfinished: true,
    };
    expect(admit(PROMOTE, found, minutes(0))).toMatchObject({
      kind: "take",
      step: { kind: "promote" },
      after: written,
    });
  });
});
