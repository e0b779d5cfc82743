import { describe, expect, it } from "vitest";
import { measureSteps } from "./measure.ts";
import { answered, decided, moved, NAMES, recordOf, restored, stepOf, unanswered } from "./test/recording.ts";

const first = recordOf(stepOf({}), 0, 5);

describe("a split", () => {
  it("is seen from the last change of weights to the next command, with some distance from both", () => {
    const steps = [first, recordOf(stepOf({}), 10, 12)];
    const results = [
      answered("auto-1", 1),
      answered("auto-2", 2.9),
      answered("auto-1", 3.05),
      answered("auto-1", 3.2),
      answered("auto-2", 9.8),
      answered("auto-1", 9.95),
      answered("auto-1", 10.5),
    ];
    const [measure] = measureSteps({ steps, events: [moved(2), moved(3)], results }, NAMES);
    expect(measure?.stands).toEqual({ requests: 2, byRevision: { "auto-1": 1, "auto-2": 1 } });
  });

  it("ends where the canary begins to hang", () => {
    const steps = [first, recordOf(stepOf({}), 10, 12, { hungAt: 8000 })];
    const results = [answered("auto-1", 1), answered("auto-1", 7), answered("auto-1", 8.5)];
    const [measure] = measureSteps({ steps, events: [moved(3)], results }, NAMES);
    expect(measure?.stands?.requests).toBe(1);
  });

  it("that was tried is seen from the move to the verdict, what stands from the restore", () => {
    const steps = [first, recordOf(stepOf({ tried: { steady: 90, broken: 10 } }), 10, 20)];
    const events = [moved(12), decided("slo", "fail", 16), restored(16.1)];
    const results = [answered("auto-1", 1), answered("auto-3", 13), answered("auto-1", 15), answered("auto-1", 18)];
    const [, measure] = measureSteps({ steps, events, results }, NAMES);
    expect(measure?.tried).toEqual({ requests: 2, byRevision: { "auto-1": 1, "auto-3": 1 } });
    expect(measure?.stands).toEqual({ requests: 1, byRevision: { "auto-1": 1 } });
  });

  it("that was never moved was seen by nobody", () => {
    const steps = [first, recordOf(stepOf({ tried: { steady: 90, broken: 10 } }), 10, 20)];
    const [, measure] = measureSteps(
      { steps, events: [], results: [answered("auto-1", 1), answered("auto-1", 13)] },
      NAMES,
    );
    expect(measure?.tried?.requests).toBe(0);
  });
});

describe("requests", () => {
  it("belong to the step in which they were sent, and none gets lost", () => {
    const steps = [first, recordOf(stepOf({}), 10, 12)];
    const results = [answered("auto-1", -1), answered("auto-1", 9.99), answered("auto-1", 10), answered("auto-1", 99)];
    expect(measureSteps({ steps, events: [], results }, NAMES).map(({ requests }) => requests.sent)).toEqual([2, 2]);
  });

  it("are not live before the first good answer, and while the stack is destroyed; but only as 404 or without a listener", () => {
    const steps = [first, recordOf(stepOf({ stands: {} }, { command: "destroy" }), 10, 12)];
    const results = [
      unanswered("ECONNREFUSED", 0.1),
      answered(null, 0.2, 404),
      answered(null, 0.3, 503),
      answered("auto-1", 1),
      answered(null, 2, 404),
      answered(null, 10.5, 404),
      unanswered("UND_ERR_HEADERS_TIMEOUT", 11),
    ];
    const [deploy, destroy] = measureSteps({ steps, events: [], results }, NAMES);
    expect(deploy?.requests).toMatchObject({ notLive: 2, failed: 2 });
    expect(deploy?.requests.failures).toEqual({ "503 by the gateway": 1, "404 by the gateway": 1 });
    expect(destroy?.requests).toMatchObject({ notLive: 1, failed: 1 });
  });

  it("may fail on the broken canary alone, and only while it is broken", () => {
    const steps = [
      first,
      recordOf(stepOf({ hurts: "next", leaves: "next" }), 10, 20, { hungAt: 9900 }),
      recordOf(stepOf({}), 25, 30),
    ];
    const results = [
      answered("auto-1", 1),
      answered("auto-2", 9, 502, 100),
      answered("auto-2", 9.5, 502, 5000),
      answered("auto-2", 12, 502, 5000),
      answered("auto-1", 12, 502),
      answered("auto-2", 26, 502),
    ];
    const measures = measureSteps({ steps, events: [], results }, NAMES);
    expect(measures.map(({ requests }) => [requests.onBrokenCanary, requests.failed])).toEqual([
      [1, 1],
      [1, 1],
      [0, 1],
    ]);
  });
});

describe("seconds to the last request", () => {
  it("count from the start of the command to the sending of the last one, however late its answer", () => {
    const steps = [first, recordOf(stepOf({ leaves: "next" }), 10, 20)];
    const results = [
      answered("auto-1", 1),
      answered("auto-2", 11),
      answered("auto-2", 12.5, 502, 5000),
      answered("auto-1", 14),
    ];
    expect(measureSteps({ steps, events: [], results }, NAMES)[1]?.secondsToLast).toBe(2.5);
  });

  it("are null when the release had none", () => {
    const steps = [first, recordOf(stepOf({ leaves: "next" }), 10, 20)];
    expect(measureSteps({ steps, events: [], results: [answered("auto-1", 11)] }, NAMES)[1]?.secondsToLast).toBeNull();
  });
});

it("tells each step's gates, and those that began and said nothing", () => {
  const steps = [first, recordOf(stepOf({}), 10, 20)];
  const started = { event: "gate started", gate: "slo", subject: "", at: 13_000 } as const;
  const events = [decided("smoke", "pass", 2), decided("bake", "pass", 12), started];
  expect(measureSteps({ steps, events, results: [] }, NAMES).map(({ gates }) => gates)).toEqual([
    { smoke: "pass" },
    { bake: "pass", slo: "no verdict" },
  ]);
});
