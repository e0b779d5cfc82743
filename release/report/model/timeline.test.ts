import { describe, expect, it } from "vitest";
import type { RecordedEvent, ReleaseEvent } from "../../../gates/events.ts";
import { event, history, minute, NEW, OLD, type Told } from "../test/updates.ts";
import { releasesIn } from "./releases.ts";
import { phasesOf, shareOverTime } from "./timeline.ts";

const canary = (percent: number, more: Told = {}): Told => ({ canary: NEW, percent, ...more });
const MOVED: ReleaseEvent = { event: "weights moved", weights: {} };
const committed = (percent: number): ReleaseEvent => ({ event: "weights committed", weights: {}, percent });
const RESTORED: ReleaseEvent = { event: "weights restored", by: "shift", reason: "the gate said no" };
const HELD: ReleaseEvent = { event: "weights held", reason: "the gate said no" };
const DRAINED: ReleaseEvent = { event: "weights drained", freed: [{ upstream: "api", freed: 50, heir: "api-1" }] };
const NOW = minute(100);

/** "percent cause" of each moment after the first, with its minute. */
function moments(told: readonly Told[], events: readonly RecordedEvent[]): [number, string][] {
  const [release] = releasesIn(history(...told));
  const all = shareOverTime(release!, events, NOW).slice(1);
  return all.map(({ at, percent, cause, source }) => [
    (at - minute(0)) / 60_000,
    `${percent} ${cause}${source === "history" ? " by history" : ""}`,
  ]);
}

describe("the canary's share over time", () => {
  it("is what was tried, then what passed", () => {
    const events = [event(0.2, MOVED), event(0.8, committed(10)), event(10.3, MOVED), event(10.9, committed(50))];
    expect(moments([canary(10), canary(50)], events)).toEqual([
      [0.2, "10 tried"],
      [0.8, "10 passed"],
      [10.3, "50 tried"],
      [10.9, "50 passed"],
    ]);
  });

  it("goes back to the last pass when weights are put back", () => {
    const events = [event(0.2, MOVED), event(0.8, committed(10)), event(10.3, MOVED), event(10.9, RESTORED)];
    expect(moments([canary(10), canary(50, { result: "failed" })], events).slice(2)).toEqual([
      [10.3, "50 tried"],
      [10.9, "10 restored"],
    ]);
  });

  it("stays where it was tried when config says so", () => {
    const events = [event(0.2, MOVED), event(0.8, HELD)];
    expect(moments([canary(10, { result: "failed" })], events)).toEqual([
      [0.2, "10 tried"],
      [0.8, "10 held"],
    ]);
  });

  it("is taken by an operator between two updates, and what follows lowers nothing more", () => {
    const events = [
      event(0.2, MOVED),
      event(0.8, committed(50)),
      event(8, DRAINED),
      event(10.5, MOVED),
      event(10.6, committed(0)),
    ];
    expect(moments([canary(50), canary(0)], events).slice(2)).toEqual([
      [8, "0 drained"],
      [10.6, "0 passed"],
    ]);
  });

  it("is lowered by the ceiling before anything else, also when the update then fails", () => {
    const events = [event(0.8, committed(50)), event(10.1, { event: "ceiling", freed: 40, percent: 10 })];
    expect(moments([canary(50), canary(10, { result: "failed" })], events)).toEqual([
      [0.8, "50 passed"],
      [10.1, "10 lowered"],
    ]);
  });

  it("stays at all users when it is promoted, though config asks for no canary", () => {
    const events = [event(0.8, committed(100)), event(10.5, MOVED)];
    expect(moments([canary(100), { stable: NEW }], events)).toEqual([[0.8, "100 passed"]]);
  });

  it("falls to nothing when the promotion is undone", () => {
    const events = [event(0.8, committed(100)), event(20.5, MOVED), event(20.6, committed(0))];
    expect(moments([canary(100), { stable: NEW }, { stable: OLD }], events)).toEqual([
      [0.8, "100 passed"],
      [11, "100 passed by history"],
      [20.5, "0 lowered"],
      [20.6, "0 passed"],
    ]);
  });

  it("is what updates that succeeded asked for, where no event tells", () => {
    expect(moments([canary(10), canary(50, { result: "failed" }), canary(50)], [])).toEqual([
      [1, "10 passed by history"],
      [21, "50 passed by history"],
    ]);
  });
});

describe("phases", () => {
  it("join what was tried and then passed, and tell what never did", () => {
    const [release] = releasesIn(history(canary(10), canary(50, { result: "failed" })));
    const events = [event(0.5, MOVED), event(0.8, committed(10)), event(10.3, MOVED), event(10.9, RESTORED)];
    const told = phasesOf(shareOverTime(release!, events, NOW), NOW);
    expect(told.map(({ percent, from, to, hasPassed }) => [percent, (to - from) / 60_000, hasPassed])).toEqual([
      [0, 0.5, true],
      [10, 9.8, true],
      [50, expect.closeTo(0.6), false],
      [10, 89.1, true],
    ]);
  });
});
