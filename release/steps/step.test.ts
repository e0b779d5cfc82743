import { describe, expect, it } from "vitest";
import { choiceAfter, describeChoice } from "./step.ts";
import { choice, NEW, OLD } from "./test/choices.ts";

const promote = { kind: "promote" } as const;
const abort = { kind: "abort" } as const;
const rollBack = { kind: "roll back" } as const;

describe("a step", () => {
  it("exposes the canary, and leaves the rest", () => {
    const before = choice({ canary: NEW, canaryPercent: 10 });
    expect(choiceAfter(before, { kind: "expose", percent: 50 })).toEqual({ ...before, canaryPercent: 50 });
  });

  it("promotes a canary that has everything, and undoes that", () => {
    const promoted = choiceAfter(choice({ canary: NEW, canaryPercent: 100 }), promote);
    expect(promoted).toEqual(choice({ stable: NEW, previous: OLD }));
    expect(choiceAfter(promoted, rollBack)).toEqual(choice({ previous: NEW }));
  });

  it("rolls back by taking the canary's traffic first, whatever was stable before", () => {
    const before = choice({ canary: NEW, previous: { ...OLD, frontend: "0.9.0" }, canaryPercent: 50 });
    expect(choiceAfter(before, rollBack)).toEqual({ ...before, canaryPercent: 0 });
  });

  it("aborts by taking the canary away, at any share, and leaves what was promoted before", () => {
    const before = choice({ canary: NEW, previous: OLD, canaryPercent: 50 });
    expect(choiceAfter(before, abort)).toEqual(choice({ previous: OLD }));
    expect(choiceAfter({ ...before, canaryPercent: 0 }, abort)).toEqual(choice({ previous: OLD }));
  });

  it.each([
    [choice({ previous: OLD }), abort, "there is no canary; no release is under way"],
    [choice({}), { kind: "expose", percent: 10 } as const, "there is no canary"],
    [choice({}), promote, "there is no canary"],
    [choice({ canary: NEW, canaryPercent: 50 }), promote, "the canary has 50 %; give it 100 % first"],
    [choice({ canary: NEW }), rollBack, "no canary has traffic and nothing was promoted"],
  ])("is refused where it means nothing (%#)", (before, step, why) => {
    expect(() => choiceAfter(before, step)).toThrow(/^PHS001: /);
    expect(() => choiceAfter(before, step)).toThrow(why);
  });

  it("is told in a few words", () => {
    expect(describeChoice(choice({ canary: NEW, canaryPercent: 50 }))).toBe("canary 3.0.1, 1.1.0, 1.1.0 at 50 %");
    expect(describeChoice(choice({}))).toBe("stable is 3.0.0, 1.0.0-newidea, 1.0.0");
  });
});
