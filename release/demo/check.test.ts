import { describe, expect, it } from "vitest";
import { checkStep } from "./check.ts";
import type { StepMeasure } from "./measure.ts";
import type { StepRecord } from "./record.ts";
import type { Expectation } from "./story.ts";
import { NAMES, recordOf, stepOf } from "./test/recording.ts";

const QUIET: StepMeasure = {
  seconds: 5,
  gates: {},
  requests: { sent: 100, failed: 0, onBrokenCanary: 0, notLive: 0, failures: {} },
  stands: { requests: 100, byRevision: { "auto-1": 100 } },
};

/** What does not hold, as "what: seen". */
function complaints(
  expectation: Partial<Expectation>,
  seen: Partial<StepMeasure> = {},
  more: Partial<StepRecord> = {},
): string[] {
  return checkStep(recordOf(stepOf(expectation), 10, 15, more), { ...QUIET, ...seen }, NAMES)
    .filter(({ holds }) => !holds)
    .map((finding) => `${finding.what}: ${finding.seen}`);
}

it("finds nothing where all is as it should be", () => {
  expect(complaints({})).toEqual([]);
});

describe("the end of a command", () => {
  it("must be good where nothing should stop it", () => {
    expect(complaints({}, {}, { exitCode: 1 })).toEqual(["up ends well: exit code 1"]);
  });

  const fails = { ends: { kind: "fails", because: "error rate" } } as const;
  it("must be bad, and say why, where a gate should stop it", () => {
    expect(complaints(fails, {}, { exitCode: 1, output: "GAT003: the error\n   rate is 30 %" })).toEqual([]);
    expect(complaints(fails, {}, { exitCode: 0, output: "error rate" })).toHaveLength(1);
    expect(complaints(fails, {}, { exitCode: 1, output: "port in use" })).toEqual([
      'up fails and says "error rate": exit code 1, without saying so',
    ]);
  });
});

it.each([
  [{}, { smoke: "pass" }],
  [{ smoke: "pass" }, {}],
  [{ slo: "fail" }, { slo: "pass" }],
  [{ slo: "pass" }, { slo: "no verdict" }],
] as const)("wants exactly the gates %o, not %o", (gates, ran) => {
  expect(complaints({ gates }, { gates: ran })).toHaveLength(1);
});

describe("weights in the gateway", () => {
  const half = { "auto-1": 50, "auto-2": 50 };
  const stands = { steady: 50, next: 50 };
  const seen = { stands: { requests: 100, byRevision: half } };

  it("must be right in every upstream", () => {
    const weights = {
      automationService: half,
      aiPipeline: { "pipe-1": 50, "pipe-2": 50 },
      frontend: { "page-1": 100 },
    };
    expect(complaints({ stands }, seen, { weights })).toEqual([
      expect.stringContaining(
        "weights in the gateway are steady 50 %, next 50 %: automationService: auto-1 50 % + auto-2",
      ),
    ]);
    const right = { ...weights, frontend: { "page-2": 50, "page-1": 50 } };
    expect(complaints({ stands }, seen, { weights: right })).toEqual([]);
  });

  it("that could not be read are not right", () => {
    expect(complaints({}, {}, { weights: {} })).toEqual([expect.stringContaining("no weights")]);
  });
});

describe("the split that was seen", () => {
  const weights = {
    automationService: { "auto-1": 90, "auto-2": 10 },
    aiPipeline: { "pipe-1": 90, "pipe-2": 10 },
    frontend: { "page-1": 90, "page-2": 10 },
  };
  const seen = (steady: number, next: number, others: Record<string, number> = {}) =>
    complaints(
      { stands: { steady: 90, next: 10 } },
      { stands: { requests: steady + next, byRevision: { "auto-1": steady, "auto-2": next, ...others } } },
      { weights },
    );

  it.each([
    [900, 100],
    [896, 104],
    [904, 96],
    [9004, 996],
  ])("may be %i and %i where 90/10 was asked", (steady, next) => {
    expect(seen(steady, next)).toEqual([]);
  });

  it.each([
    [895, 105],
    [905, 95],
    [9005, 995],
    [18, 2],
  ])("may not be %i and %i: too far off, or too few", (steady, next) => {
    expect(seen(steady, next)).toHaveLength(1);
  });

  it("may not have a single answer of a revision without weight", () => {
    expect(seen(900, 100, { "auto-3": 1 })).toHaveLength(1);
  });
});

it("wants the same processes before and after", () => {
  const before = { "auto-1": 1, "pipe-1": 2, "page-1": 3 };
  const keeps = ["steady"] as const;
  expect(complaints({ keeps }, {}, { pids: { before, after: { ...before, "auto-2": 9 } } })).toEqual([]);
  expect(complaints({ keeps }, {}, { pids: { before, after: { ...before, "pipe-1": 7 } } })).toEqual([
    expect.stringContaining("pipe-1 was 2, is 7"),
  ]);
  expect(complaints({ keeps }, {}, { pids: { before: {}, after: {} } })).toHaveLength(1);
});

it.each([
  [2.5, true],
  [null, false],
  [4.99, true],
  [5.01, false],
])("lets traffic leave %s s after the start of a command of 5 s: %s", (secondsToLast, holds) => {
  expect(complaints({ leaves: "next" }, { secondsToLast })).toHaveLength(holds ? 0 : 1);
});

it.each([
  [1, 10, true],
  [1, 10.1, false],
  [0.1, 9, true],
  [3, 29, true],
  [3, 31, false],
])("where %s processes wait for a processor, traffic may leave after %s s: %s", (loadPerCpu, secondsToLast, holds) => {
  const found = complaints({ leaves: "next" }, { secondsToLast }, { endedAt: 99_000, loadPerCpu });
  expect(found).toHaveLength(holds ? 0 : 1);
});

it("names requests that failed, and a fault that hurt nobody", () => {
  const requests = { ...QUIET.requests, failed: 3, failures: { "503 by the gateway": 3 } };
  expect(complaints({}, { requests })).toEqual(["no request fails: 3 × 503 by the gateway"]);
  expect(complaints({ hurts: "broken" })).toEqual(["the canary's fault is real: 0 requests failed on it"]);
});

it("names what is left after a destruction", () => {
  expect(complaints({}, {}, { left: ["process 7: llm"] })).toEqual(["nothing is left running: process 7: llm"]);
});
