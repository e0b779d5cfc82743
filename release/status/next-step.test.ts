import { describe, expect, it } from "vitest";
import { choice, NEW } from "../steps/test/choices.ts";
import { nextStep, remainingSteps } from "./next-step.ts";

const phases = [
  { percent: 10, bakeSeconds: 1800 },
  { percent: 50, bakeSeconds: 1800 },
  { percent: 100, bakeSeconds: 3600 },
];
const release = (canaryPercent: number) => ({ ...choice({ canary: NEW, canaryPercent }), phases });
const SINCE = Date.parse("2026-01-01T12:00:00Z");
const at = (minutes: number) => SINCE + minutes * 60_000;

describe("the next step", () => {
  it.each([
    ["begins where there is no canary", { ...choice({}), phases }, 0, { kind: "begin" }],
    ["is the first phase, at once", release(0), 0, { kind: "advance", to: 10, earliest: at(0) }],
    ["waits for the bake", release(10), 10, { kind: "advance", to: 50, earliest: at(30) }],
    ["is the promotion after the last bake", release(100), 100, { kind: "promote", earliest: at(60) }],
    ["is the update that config asks for", release(50), 10, { kind: "update", from: 10, to: 50 }],
  ] as const)("%s", (_name, asked, percent, expected) => {
    expect(nextStep(asked, { percent, since: SINCE })).toEqual(expected);
  });
});

describe("the plan", () => {
  it("has every phase that is left, as early as bake and watch allow, and the promotion", () => {
    expect(remainingSteps(release(10), { percent: 10, since: SINCE }, 300, at(10))).toEqual([
      { step: { kind: "advance", to: 50 }, earliest: at(30), gates: ["bake", "SLO"] },
      { step: { kind: "advance", to: 100 }, earliest: at(65), gates: ["bake", "SLO"] },
      { step: { kind: "promote" }, earliest: at(130), gates: [] },
    ]);
  });

  it("begins with the gates before traffic, and not in the past", () => {
    const [first] = remainingSteps(release(0), { percent: 0, since: SINCE }, 300, at(90));
    expect(first).toEqual({
      step: { kind: "advance", to: 10 },
      earliest: at(90),
      gates: ["smoke", "frontend", "bake", "SLO"],
    });
  });

  it("is empty without a canary", () => {
    expect(remainingSteps({ ...choice({}), phases }, { percent: 0, since: SINCE }, 300, at(0))).toEqual([]);
  });
});
