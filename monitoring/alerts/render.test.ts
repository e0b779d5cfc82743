import { describe, expect, it } from "vitest";
import { renderRecordingRules } from "../recordings/render.ts";
import { checkRules, type ExpectedAlert, testAlert } from "../test/promtool.ts";
import { TUNABLES } from "../tunables.ts";
import { ALERT_NAMES } from "./alert.ts";
import { renderAlertRules } from "./render.ts";
import { runbookUrl } from "./runbook.ts";
import { BURN_RATE_CASES } from "./test/cases/burn-rates.ts";
import type { Case, Firing } from "./test/cases/case.ts";
import { EXECUTION_CASES } from "./test/cases/executions.ts";
import { REACHABILITY_CASES } from "./test/cases/reachability.ts";
import { SELECTOR_CASES } from "./test/cases/selector.ts";

const CASES: readonly Case[] = [...EXECUTION_CASES, ...SELECTOR_CASES, ...BURN_RATE_CASES, ...REACHABILITY_CASES];

function expected(alert: Case["alert"], { of, track, says, limit, slo }: Firing): ExpectedAlert {
  return {
    exp_labels: { ...of, track, severity: TUNABLES[alert].severity, ...(slo === undefined ? {} : { slo }) },
    exp_annotations: {
      summary: `${of.revision} (track ${track}): ${says}; limit ${limit}`,
      runbook_url: runbookUrl(alert),
    },
  };
}

describe("the rendered rules", () => {
  const rules = [renderRecordingRules(), renderAlertRules()];

  it("are ten alerts to promtool", async () => {
    expect(await checkRules(renderAlertRules())).toContain("SUCCESS: 10 rules found");
  });

  it.each(CASES)("$alert $what", async ({ alert, series, minutes, fires }) => {
    const alerts = fires.map((firing) => expected(alert, firing));
    expect(await testAlert(rules, { series, minutes }, alert, alerts)).toContain("SUCCESS");
  });

  it.each(ALERT_NAMES)("have a case in which %s fires and one in which it does not", (name) => {
    const own = CASES.filter(({ alert }) => alert === name);
    expect(own.some(({ fires }) => fires.length > 0)).toBe(true);
    expect(own.some(({ fires }) => fires.length === 0)).toBe(true);
  });
});
