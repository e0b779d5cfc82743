import type { Series } from "../../../test/promtool.ts";
import { counted, EXECUTOR, executions, labelsOf, runningAs, SELECTOR } from "../series.ts";
import type { Case, Firing } from "./case.ts";

const CANARY = runningAs(EXECUTOR, "canary");

function burning(rate: number, windows: string, limit: string): Firing {
  const says = `execute-success spends its error budget ${rate} times too fast, ${windows}`;
  return { of: EXECUTOR, track: "canary", says, limit, slo: "execute-success" };
}

/** 100 executions a minute for `quiet` minutes without a failure, then `bad` minutes with so many failures. */
function turnBad(quiet: number, bad: number, failures: number): Series {
  const labels = `${labelsOf(EXECUTOR)},tool="echo",traffic="user"`;
  const succeeded = `0+100x${quiet} ${100 * quiet + 100 - failures}+${100 - failures}x${bad}`;
  const failed = `0x${quiet} ${failures}+${failures}x${bad}`;
  return {
    [`ai_requests_total{${labels},status="success"}`]: succeeded,
    [`ai_request_errors_total{${labels},reason="timeout"}`]: failed,
  };
}

/** Every execution fails for `bad` minutes, then none does for `good` minutes. */
function recover(bad: number, good: number): Series {
  const labels = `${labelsOf(EXECUTOR)},tool="echo",traffic="user"`;
  return {
    [`ai_requests_total{${labels},status="success"}`]: `0x${bad} 100+100x${good}`,
    [`ai_request_errors_total{${labels},reason="timeout"}`]: `0+100x${bad} ${100 * bad}x${good}`,
  };
}

function selections(ok: number, error: number): Series {
  const labels = (status: string) => `status="${status}",source="fresh",traffic="user"`;
  return {
    ...counted("selector_requests_total", SELECTOR, labels("ok"), `0+${ok}x600`),
    ...counted("selector_requests_total", SELECTOR, labels("error"), `0+${error}x600`),
  };
}

export const BURN_RATE_CASES: readonly Case[] = [
  {
    alert: "SLOBurnRateFast",
    what: "fires at an error rate of 16 %, over both windows",
    series: { ...CANARY, ...executions(EXECUTOR, { succeed: 84, fail: 16 }) },
    minutes: 90,
    fires: [burning(16, "over 5m and over 1h", "> 14.4×")],
  },
  {
    alert: "SLOBurnRateFast",
    what: "is quiet at an error rate of 13 %, which is far below the objective all the same",
    series: { ...CANARY, ...executions(EXECUTOR, { succeed: 87, fail: 13 }) },
    minutes: 90,
    fires: [],
  },
  {
    alert: "SLOBurnRateFast",
    what: "is quiet when only the short window burns",
    series: { ...CANARY, ...turnBad(120, 30, 20) },
    minutes: 127,
    fires: [],
  },
  {
    alert: "SLOBurnRateFast",
    what: "is quiet soon after the failures have stopped, though the long window still burns",
    series: { ...CANARY, ...recover(60, 60) },
    minutes: 70,
    fires: [],
  },
  {
    alert: "SLOBurnRateFast",
    what: "measures the selector by its own budget: 2 % of failures are 20 times 0.1 %",
    series: { ...runningAs(SELECTOR, "stable"), ...selections(98, 2) },
    minutes: 90,
    fires: [
      {
        of: SELECTOR,
        track: "stable",
        says: "selector-success spends its error budget 20 times too fast, over 5m and over 1h",
        limit: "> 14.4×",
        slo: "selector-success",
      },
    ],
  },
  {
    alert: "SLOBurnRateSlow",
    what: "fires at an error rate of 7 %, over both windows",
    series: { ...CANARY, ...executions(EXECUTOR, { succeed: 93, fail: 7 }) },
    minutes: 420,
    fires: [burning(7, "over 30m and over 6h", "> 6×")],
  },
  {
    alert: "SLOBurnRateSlow",
    what: "is quiet at an error rate of 5 %",
    series: { ...CANARY, ...executions(EXECUTOR, { succeed: 95, fail: 5 }) },
    minutes: 420,
    fires: [],
  },
  {
    alert: "SLOBurnRateSlow",
    what: "is quiet when only the short window burns",
    series: { ...CANARY, ...turnBad(400, 60, 10) },
    minutes: 435,
    fires: [],
  },
  {
    alert: "SLOBurnRateSlow",
    what: "is quiet soon after the failures have stopped, though the long window still burns",
    series: { ...CANARY, ...recover(360, 60) },
    minutes: 400,
    fires: [],
  },
];
