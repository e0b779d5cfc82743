import { describe, expect, test } from "vitest";
import { POLLS, type SideCounts } from "../world.ts";
import { fisherP } from "./fisher.ts";
import { isHigh } from "./kayenta.ts";
import { argoRollouts, flagger } from "./periodic.ts";
import { NO_REQUESTS, type Rule } from "./rule.ts";
import { sequential } from "./sequential.ts";
import { thresholds } from "./thresholds.ts";

/** The poll at which a rule decides when each poll is the same, from 1. */
function play(rule: Rule, canary: Partial<SideCounts>): { readonly poll: number; readonly saying: string } {
  const watch = rule.watch(0.5);
  for (let index = 0; index < POLLS; index++) {
    const poll = { canary: { ...NO_REQUESTS, ...canary }, stable: { ...NO_REQUESTS, requests: canary.requests ?? 0 } };
    const saying = watch.look(poll, index);
    if (saying !== undefined) return { poll: index + 1, saying };
  }
  return { poll: POLLS, saying: "nothing" };
}

describe("rules on what is bad all the time, and on what is fit", () => {
  const bad = { requests: 100, errors: 20 };
  const fit = { requests: 100 };
  test.each([
    ["Flagger: the fifth minute", flagger, bad, { poll: 20, saying: "fail" }],
    ["Argo Rollouts: the fourth 5 minutes", argoRollouts, bad, { poll: 80, saying: "fail" }],
    ["thresholds: the fourth poll", thresholds, bad, { poll: 4, saying: "fail" }],
    ["sequential: the fourth poll", sequential, bad, { poll: 4, saying: "fail" }],
    ["Flagger", flagger, fit, { poll: 120, saying: "pass" }],
    ["Argo Rollouts", argoRollouts, fit, { poll: 120, saying: "pass" }],
    ["thresholds", thresholds, fit, { poll: 120, saying: "pass" }],
    ["sequential: after 20 polls beyond the initial delay", sequential, fit, { poll: 24, saying: "pass" }],
    ["Flagger without requests: no values are failed checks", flagger, {}, { poll: 20, saying: "fail" }],
    ["sequential without requests", sequential, {}, { poll: 120, saying: "nothing" }],
  ])("%s", (_case, rule, canary, expected) => {
    expect(play(rule, canary)).toEqual(expected);
  });
});

test("Fisher's exact test: 3 of 10 beside 0 of 10 is C(10,3)/C(20,3)", () => {
  expect(fisherP(3, 10, 0, 10)).toBeCloseTo(120 / 1140, 12);
  expect(fisherP(1, 10, 1, 10)).toBe(1);
});

test("Kayenta's classifier says High of a clear shift only", () => {
  const minutes = Array.from({ length: 30 }, (_, index) => 0.01 + (index % 5) / 1000);
  expect(
    isHigh(
      minutes.map((rate) => rate + 0.05),
      minutes,
    ),
  ).toBe(true);
  expect(isHigh(minutes, minutes)).toBe(false);
  expect(isHigh([0, 0, 0, 0.5], [0, 0, 0, 0])).toBe(false);
  expect(isHigh([], minutes)).toBe(false);
});
