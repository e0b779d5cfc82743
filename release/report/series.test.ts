import { describe, expect, it } from "vitest";
import type { PrometheusHistory, QueryRange, RangeSeries } from "../../gates/prometheus.ts";
import { checkExpressions } from "../../monitoring/test/promtool.ts";
import { measureSeries, queriesOf } from "./series.ts";
import { minute } from "./test/updates.ts";

const SPAN = { from: minute(0), to: minute(1), until: minute(0.5), scrapeSeconds: 15 };
const NOBODY = new Map();

/** Answers to the question after roles, and to every other one with `points` of the revisions. */
function prometheus(roles: readonly RangeSeries[], points: Readonly<Record<string, RangeSeries["points"]>>) {
  const asked: { promql: string; range: QueryRange }[] = [];
  const history: PrometheusHistory = {
    async queryRange(promql, range) {
      asked.push({ promql, range });
      if (promql.startsWith("release_track")) return roles;
      return Object.entries(points).map(([revision, each]) => ({ labels: { revision }, points: each }));
    },
  };
  return { history, asked };
}

const role = (revision: string, track: string): RangeSeries => ({
  labels: { revision, track },
  points: [[minute(0), 1]],
});

describe("a release's measurements from Prometheus", () => {
  it("are by side: whoever was the canary at any time is it, and strangers are left out", async () => {
    const roles = [role("api-2", "canary"), role("api-2", "stable"), role("api-1", "stable")];
    const at: RangeSeries["points"] = [[minute(0), 0.5]];
    const { history } = prometheus(roles, { "api-1": at, "api-2": at, "api-9": at });
    const measured = await measureSeries(history, SPAN, NOBODY);
    if (!("lines" in measured)) throw new Error(measured.reason);
    const errors = measured.lines.filter(({ metric }) => metric === "errorRate");
    expect(errors.map(({ revision, side }) => [revision, side])).toEqual([
      ["api-1", "stable"],
      ["api-2", "canary"],
    ]);
  });

  it("break where there is nothing: no sample, or no request", async () => {
    const points: RangeSeries["points"] = [
      [minute(0), 0.1],
      [minute(0.25), Number.NaN],
      [minute(1), 0.3],
    ];
    const { history } = prometheus([role("api-2", "canary")], { "api-2": points });
    const measured = await measureSeries(history, SPAN, NOBODY);
    if (!("lines" in measured)) throw new Error(measured.reason);
    expect(measured.lines[0]?.points.map(([, value]) => value)).toEqual([0.1, null, null, null, 0.3]);
  });

  it("ask for roles only as long as they are this release's", async () => {
    const { history, asked } = prometheus([], {});
    await measureSeries(history, SPAN, NOBODY);
    expect(asked.map(({ range }) => range.to)).toEqual([SPAN.until]);
  });

  it("take the sides that gates have told where Prometheus has no roles", async () => {
    const { history } = prometheus([], { "api-2": [[minute(0), 0]] });
    const measured = await measureSeries(history, SPAN, new Map([["api-2", "canary"]]));
    expect("lines" in measured && measured.lines[0]?.side).toBe("canary");
  });

  it("are a reason where nobody knows a role, and where no user came", async () => {
    const nothing = await measureSeries(prometheus([], {}).history, SPAN, NOBODY);
    expect(nothing).toEqual({ reason: expect.stringContaining("release_track") });
    const nobody = await measureSeries(prometheus([role("api-2", "canary")], {}).history, SPAN, NOBODY);
    expect(nobody).toEqual({ reason: expect.stringContaining("no execution of a user") });
  });

  it("have steps as long as a screen can show, windows of four scrapes at least", async () => {
    const { history, asked } = prometheus([role("api-2", "canary")], {});
    await measureSeries(history, { ...SPAN, to: minute(60 * 8) }, NOBODY);
    expect(asked[1]?.range.stepSeconds).toBe(180);
    expect(asked[1]?.promql).toContain("[180s]");
    const short = prometheus([role("api-2", "canary")], {});
    await measureSeries(short.history, SPAN, NOBODY);
    expect(short.asked[1]?.range.stepSeconds).toBe(15);
    expect(short.asked[1]?.promql).toContain("[60s]");
  });
});

it("asks in valid PromQL", async () => {
  expect(await checkExpressions(Object.values(queriesOf("60s")))).toContain("SUCCESS: 4 rules found");
});
