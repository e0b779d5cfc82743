import { describe, expect, it } from "vitest";
import { durations, EXECUTOR, executions, runningAs, type Track } from "../alerts/test/series.ts";
import { checkRules, testExpression } from "../test/promtool.ts";
import { renderRecordingRules } from "./render.ts";

const RULES = renderRecordingRules();
const { revision, service, version } = EXECUTOR;
const labels = { service, version, revision };

/** 4 of 100 executions fail; 10 of 100 take longer than 1 s, as do 90 of 100 probes. */
const EVENTS = {
  ...executions(EXECUTOR, { succeed: 96, fail: 4, invalid: 300 }),
  ...durations("ai_request_duration_seconds", EXECUTOR, { measured: 100, within: 90 }, { le: "1" }),
  ...durations("ai_request_duration_seconds", EXECUTOR, { measured: 100, within: 10 }, { le: "1", traffic: "probe" }),
};

function recorded(minutes: number, ...tracks: Track[]) {
  return { series: { ...EVENTS, ...runningAs(EXECUTOR, ...tracks) }, minutes };
}

describe("the recordings", () => {
  it("are rules to promtool: roles, shares, burn rates, and what budgets are summed up from", async () => {
    const [roles, currentShares, longerShares, burnRates, serviceRates] = [1, 5, 2 * 3, 2 * 4, 2 * 5];
    const rules = roles + currentShares + longerShares + burnRates + serviceRates;
    expect(await checkRules(RULES)).toContain(`SUCCESS: ${rules} rules found`);
  });

  it.each([
    ["execute-success", 0.04],
    ["execute-latency-p95", 0.1],
  ])("have the share of bad requests for %s, by revision and track", async (slo, value) => {
    const name = "slo_revision_track:bad_requests:ratio_rate5m";
    // Rounded: rates of the same increase differ in the last digit.
    const expr = `round(${name}{slo="${slo}"}, 0.000001)`;
    const sample = { labels: { ...labels, slo, track: "canary" }, value };
    expect(await testExpression([RULES], recorded(60, "canary"), expr, [sample])).toContain("SUCCESS");
  });

  it.each(["5m", "30m", "1h", "6h"])("have the burn rate over %s: the share over the budget", async (window) => {
    const expr = `round(slo_revision_track:burn_rate:ratio_rate${window}, 0.0001)`;
    const sample = { labels: { ...labels, slo: "execute-success", track: "canary" }, value: 4 };
    expect(await testExpression([RULES], recorded(60, "canary"), expr, [sample])).toContain("SUCCESS");
  });

  it("have bad requests and all of a service by the second, without those that callers got wrong", async () => {
    const expr = (metric: string) => `round(60 * slo_service:${metric}:rate5m{slo="execute-success"}, 0.001)`;
    const of = { service, slo: "execute-success" };
    for (const [metric, value] of [
      ["bad_requests", 4],
      ["requests", 100],
    ] as const) {
      expect(await testExpression([RULES], recorded(60, "canary"), expr(metric), [{ labels: of, value }])).toContain(
        "SUCCESS",
      );
    }
  });

  it.each<{ roles: Track[]; tracks: string[] }>([
    { roles: ["stable", "canary"], tracks: ["canary", "stable"] },
    { roles: [], tracks: ["none"] },
  ])("have a series for each track of a revision with the roles $roles: $tracks", async ({ roles, tracks }) => {
    const expr = 'count by (track) (slo_revision_track:bad_requests:ratio_rate5m{slo="execute-success"})';
    const samples = tracks.map((track) => ({ labels: { track }, value: 1 }));
    expect(await testExpression([RULES], recorded(60, ...roles), expr, samples)).toContain("SUCCESS");
  });
});
