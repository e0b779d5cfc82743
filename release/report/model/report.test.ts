import { describe, expect, it } from "vitest";
import type { ReleaseEvent } from "../../../gates/events.ts";
import { MEASURED, REFUSED, reportOn, UNMEASURED } from "../test/report.ts";
import { event, history, minute, NEW, type Told } from "../test/updates.ts";
import { unfinishedUpdate } from "./unfinished.ts";

const canary = (percent: number, more: Told = {}): Told => ({ canary: NEW, percent, ...more });

describe("the report of a release", () => {
  it("that a gate has refused: verdicts with their evidence, and weights put back", () => {
    const report = reportOn(history(canary(10, { result: "failed" })), REFUSED, MEASURED);
    expect(report.verdicts.map(({ gate, outcome, startedAt }) => [gate, outcome, startedAt])).toEqual([
      ["smoke", "pass", minute(0.1)],
      ["slo", "fail", minute(0.2)],
    ]);
    expect(report.verdicts[1]?.checks[0]).toMatchObject({ eValue: 1780.4, query: expect.any(String) });
    expect(report.interventions).toEqual([{ at: minute(0.81), by: "shift", reason: "the gate said no" }]);
    expect(report.open).toEqual([]);
    expect(report.missing).toEqual([expect.stringMatching(/^Who ran the updates/)]);
  });

  it("that is under way ends now, and names the gate that looks", () => {
    const polled: ReleaseEvent = {
      event: "gate measured",
      gate: "slo",
      subject: "api-2",
      remainingSeconds: 42,
      measures: [],
      checks: [],
    };
    const report = reportOn(history(canary(10)), [...REFUSED.slice(0, 4), event(0.3, polled), event(0.4, polled)]);
    expect(report.to).toBe(minute(100));
    expect(report.open).toEqual([
      expect.objectContaining({ gate: "slo", polls: 2, remainingSeconds: 42, startedAt: minute(0.2) }),
    ]);
  });

  it("tells what each update changed beside the one before, also before the release", () => {
    const report = reportOn(history({}, canary(10), canary(50)));
    const keys = report.updates.map(({ configChanges }) => configChanges.map(({ key }) => key));
    expect(keys[0]).toContain("canary.automationService");
    expect(keys[1]).toEqual(["canaryPercent"]);
  });

  it.each<[string, ReturnType<typeof reportOn>, RegExp]>([
    ["no event is here", reportOn(history(canary(10))), /^Gates' verdicts.*no events of the release/],
    [
      "some updates ran elsewhere",
      reportOn(history(canary(10), canary(50)), REFUSED),
      /^Events of update 2: none on this machine/,
    ],
    [
      "Prometheus is not there",
      reportOn(history(canary(10)), [], UNMEASURED),
      /^Error rate and latency over time: Prometheus is gone/,
    ],
    [
      "a config cannot be read",
      reportOn(
        history(canary(10), canary(10)).map((update, index) =>
          index === 1 ? { ...update, asked: undefined } : update,
        ),
      ),
      /^What update 2 asked for/,
    ],
    [
      "an update is in no history",
      reportOn(history(canary(10, { result: "unfinished" }))),
      /^How the last update ended/,
    ],
  ])("says so where %s", (_name, report, expected) => {
    expect(report.missing).toContainEqual(expect.stringMatching(expected));
  });

  it("does not ask who, where one of its updates tells", () => {
    const report = reportOn(history(canary(10, { who: { author: "Ada" } }), canary(50)));
    expect(report.missing.join()).not.toContain("Who ran");
  });

  it("is data alone", () => {
    const report = reportOn(history(canary(10)), REFUSED, MEASURED);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe("an update that no history has", () => {
  const asked = history(canary(50))[0]!.asked!;
  const read = () => asked;

  it("is found by events that are newer than the history", () => {
    const finished = history(canary(10));
    const moved = event(5, { event: "weights moved", weights: {} });
    expect(unfinishedUpdate(finished, [event(0.5, REFUSED[3]!), moved], read, minute(6))).toMatchObject({
      number: 2,
      result: "unfinished",
      startedAt: minute(5),
      asked,
    });
    const report = reportOn([...finished, unfinishedUpdate(finished, [moved], read, minute(6))!]);
    expect(report.updates[1]?.configChanges).toEqual([{ key: "canaryPercent", from: "10", to: "50" }]);
  });

  it("is not made of the end of the last one, nor of an operator's drain", () => {
    const drained = event(5, { event: "weights drained", freed: [] });
    const atItsEnd = event(1 + 0.9 / 60, { event: "weights moved", weights: {} });
    expect(unfinishedUpdate(history(canary(10)), [atItsEnd, drained], read, minute(6))).toBeUndefined();
  });
});
