import { expect, test } from "vitest";
import { echoRows } from "./echo.ts";
import { engineRows } from "./engine.ts";
import { keepsGoal, rowOf, rowOfRequests } from "./report/row.ts";
import { renderTable } from "./report/table.ts";
import { rollbackRows } from "./rollback.ts";
import { startUpOf } from "./sized/start-up.ts";
import { sizeRows } from "./sizes.ts";
import { wayBackRows } from "./ways-back.ts";

test("a row has the median, the least and the greatest of its values", () => {
  const row = rowOf({ what: "time", unit: "s", goal: 3 }, [4, 1, 2]);
  expect(row).toEqual({ what: "time", unit: "s", n: 3, of: "runs", median: 2, spread: [1, 4], goal: 3 });
  expect(keepsGoal(row)).toBe(true);
});

test("a row without values is none", () => {
  expect(() => rowOf({ what: "time", unit: "s" }, [])).toThrow('nothing was measured for "time"');
});

test("a goal is kept up to itself", () => {
  const failed = (count: number) => keepsGoal(rowOfRequests({ what: "failed", unit: "requests", goal: 0 }, count, 100));
  expect([failed(0), failed(1)]).toEqual([true, false]);
  expect(keepsGoal(rowOf({ what: "no goal", unit: "s" }, [1]))).toBeUndefined();
});

test("a rollback's times count from the start of its command", () => {
  const run = (startedAt: number) => ({
    startedAt,
    loweredAt: startedAt + 2_000,
    lastSentAt: startedAt + 1_990,
    endedAt: startedAt + 4_000,
  });
  const rows = rollbackRows("embedded", [run(1_000), run(50_000)]);
  expect(rows.map(({ median }) => median)).toEqual([1.99, 2, 4]);
  expect(rows.map(({ goal }) => goal)).toEqual([3, null, null]);
});

test("a way back keeps what is promised of it: of its last request, or of the whole command", () => {
  const runs = [{ startedAt: 1_000, lastSentAt: 62_000, endedAt: 302_000 }];
  const goals = (way: Parameters<typeof wayBackRows>[0]) =>
    wayBackRows(way, runs).map((row) => [row.median, row.goal, keepsGoal(row)]);
  expect(goals("flag off")).toEqual([
    [61, 60, false],
    [301, null, undefined],
  ]);
  expect(goals("full rollback")).toEqual([
    [61, null, undefined],
    [301, 300, false],
  ]);
});

test("the gateway's part is what a pair differs by, not what the medians differ by", () => {
  const same = (ms: number) => ({ p50: ms, p95: ms, p99: ms, max: ms });
  const rows = echoRows([
    { through: same(3), direct: same(2) },
    { through: same(30), direct: same(10) },
    { through: same(6), direct: same(2) },
  ]);
  const median = (what: string) => rows.find((row) => row.what === what)?.median;
  expect(median("gateway's own part of p50")).toBe(4);
  expect(median("through the gateway / direct, p95")).toBe(3);
});

test("engines are compared run by run, and only where there are two", () => {
  const run = (seconds: number) => ({ version: 100, preview: seconds * 1000, up: seconds * 2000 });
  const both = engineRows(
    new Map([
      ["embedded", [run(2), run(9)]],
      ["cli", [run(4), run(18)]],
    ] as const),
  );
  expect(both.filter(({ of }) => of === "pairs").map(({ median }) => median)).toEqual([0.5, 0.5]);
  expect(engineRows(new Map([["embedded", [run(2)]]] as const)).map(({ of }) => of)).toEqual(["runs", "runs", "runs"]);
});

test("the table tells what was measured beside its goal", () => {
  const table = renderTable([
    rowOf({ what: "rollback", unit: "s", goal: 3 }, [2.5, 3.5, 3.25]),
    rowOfRequests({ what: "failed", unit: "requests", goal: 0 }, 0, 20_000),
  ]);
  expect(table).toMatchInlineSnapshot(`
    "| measured |              n |     median | least … greatest |         goal |        |
    |----------|---------------:|-----------:|-----------------:|-------------:|-------:|
    | rollback |         3 runs |     3.25 s |      2.50 … 3.50 |        ≤ 3 s | missed |
    | failed   | 20000 requests | 0 requests |                  | ≤ 0 requests |   kept |"
  `);
});

test("an engine's growth is what each further resource costs, and its ratio is of pairs", () => {
  const runs = (engine: "embedded" | "cli", resources: number, ms: number[]) => ({
    engine,
    resources,
    times: { preview: ms, up: ms },
    memory: [{ engine: 100, all: 300 }],
  });
  const rows = sizeRows([
    runs("embedded", 10, [1_000, 3_000]),
    runs("cli", 10, [2_000, 4_000]),
    runs("embedded", 1_000, [1_990, 4_980]),
    runs("cli", 1_000, [3_980, 7_960]),
  ]);
  const row = (what: string) => rows.find((each) => each.what === what);
  expect(row("preview, 10 unchanged: embedded / cli")).toMatchObject({ n: 2, spread: [0.5, 0.75], goal: 0.5 });
  expect(row("up, 1000 unchanged: embedded / cli")).toMatchObject({ spread: [0.5, 4_980 / 7_960], goal: null });
  expect(row("up, each further resource, embedded")?.spread).toEqual([1, 2]);
});

test("what was not under way in any of the parts is the rest of a start", () => {
  const moments = [
    ["engine: key derivation began", 100],
    ["engine: key derived", 400],
    ["engine: program started", 300],
    ["engine: plugin started", 310],
    ["engine: plugin ready", 900],
    ["engine: stack registered", 1_000],
    ["engine: program ended", 1_450],
  ].map(([name, at]) => ({ name: String(name), at: Number(at) }));
  expect(startUpOf(moments, 1_500)).toEqual({
    program: 1_150,
    keyDerivation: 300,
    programLoad: 700,
    pluginBoot: 590,
    rest: 600,
  });
  expect(() => startUpOf(moments.slice(1), 1_500)).toThrow('the engine did not mark "engine: key derivation began"');
});
