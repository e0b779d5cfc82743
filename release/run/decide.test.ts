import { describe, expect, it } from "vitest";
import { readStackConfig } from "../stack-config.ts";
import type { Situation } from "../steps/admission.ts";
import { choice, NEW } from "../steps/test/choices.ts";
import { UNSEEN_LIMIT } from "../watch/decide.ts";
import { decideBake, decideRun } from "./decide.ts";

const SINCE = Date.parse("2026-01-01T12:00:00Z");
const minutes = (count: number) => SINCE + count * 60_000;
const { phases, gates } = readStackConfig("no such stack");
const passedAt = (percent: number): Situation => ({
  stack: "staging",
  config: { ...choice({ canary: NEW, canaryPercent: percent }), phases, gates },
  passed: { percent, since: SINCE },
  standing: { kind: "settled" },
  promotionUnfinished: false,
});

describe("a run", () => {
  it.each([
    ["takes the first phase at once", 0, minutes(0), { kind: "take", step: { kind: "expose", percent: 10 } }],
    ["bakes", 10, minutes(29), { kind: "bake", step: { kind: "expose", percent: 50 }, until: minutes(30) }],
    [
      "takes the next phase when the bake is over",
      10,
      minutes(30),
      { kind: "take", step: { kind: "expose", percent: 50 } },
    ],
    ["bakes the last phase too", 100, minutes(59), { kind: "bake", step: { kind: "promote" }, until: minutes(60) }],
    ["promotes", 100, minutes(60), { kind: "take", step: { kind: "promote" } }],
  ])("%s", (_name, percent, now, expected) => {
    expect(decideRun("promote", undefined, passedAt(percent), now)).toMatchObject(expected);
  });

  it("ends once its goal has passed", () => {
    expect(decideRun(50, undefined, passedAt(10), minutes(30)).kind).toBe("take");
    expect(decideRun(50, undefined, passedAt(50), minutes(0))).toEqual({ kind: "finished", why: "50 % has passed" });
    expect(decideRun(50, undefined, passedAt(100), minutes(0)).kind).toBe("finished");
  });

  it("ends where another update has moved the release, also to where it already was", () => {
    const before = { percent: 10, since: SINCE };
    expect(decideRun("promote", before, passedAt(10), minutes(30)).kind).toBe("take");
    expect(decideRun("promote", before, passedAt(0), minutes(30)).kind).toBe("another hand");
    expect(decideRun("promote", { ...before, since: SINCE - 1 }, passedAt(10), minutes(30)).kind).toBe("another hand");
  });

  it("does not take a drained canary up again", () => {
    const drained: Situation = { ...passedAt(50), standing: { kind: "drained", revisions: ["api-2"] } };
    expect(decideRun("promote", undefined, drained, minutes(90))).toEqual({
      kind: "refused",
      why: expect.stringContaining("an operator has drained api-2"),
    });
    expect(decideRun(50, undefined, drained, minutes(90)).kind).toBe("refused");
  });
});

describe("a look during a bake", () => {
  const baking = { canary: ["api-2"], stable: ["api-1"] };
  const watch = { startedAt: minutes(0), until: minutes(30), seenUntil: minutes(0), unseen: 0 };
  const fired = (revision: string, severity = "critical") => ({
    name: "SLOBurnRateFast",
    severity,
    revision,
    track: "canary",
  });
  const seen = (...alerts: ReturnType<typeof fired>[]) => ({ kind: "seen", fired: alerts, requests: 9 }) as const;
  const look = (at: number, ...alerts: ReturnType<typeof fired>[]) =>
    decideBake(watch, seen(...alerts), baking, at).kind;

  it("goes on until the time is over", () => {
    expect(look(minutes(29))).toBe("go on");
    expect(look(minutes(30))).toBe("over");
    expect(decideBake(watch, { ...seen(), requests: 0 }, baking, minutes(30)).kind).toBe("over");
  });

  it("tells the canary's alarm from another one, and leaves out those of an earlier release", () => {
    expect(look(minutes(1), fired("api-2"))).toBe("alarm");
    expect(look(minutes(1), fired("api-1"), fired("api-2"))).toBe("alarm");
    expect(look(minutes(30), fired("api-1"))).toBe("alarm beside");
    expect(look(minutes(1), fired(""))).toBe("alarm beside");
    expect(look(minutes(1), fired("api-0"))).toBe("go on");
  });

  it("is not over without sight, and ends where nothing is seen for too long", () => {
    const unseen = { kind: "unseen", reason: "gone" } as const;
    expect(decideBake(watch, unseen, baking, minutes(30)).kind).toBe("go on");
    expect(decideBake({ ...watch, unseen: UNSEEN_LIMIT - 1 }, unseen, baking, minutes(3))).toMatchObject({
      kind: "blind",
    });
  });
});
