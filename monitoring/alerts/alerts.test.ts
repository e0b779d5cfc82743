import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { BURNING_SLOS } from "../recordings/burn-rate.ts";
import { renderRecordingRules } from "../recordings/render.ts";
import { SLOS } from "../slo.ts";
import { BURN_RATES, TUNABLES } from "../tunables.ts";
import { ALERT_NAMES } from "./alert.ts";
import { ALERTS } from "./alerts.ts";
import { expressionOf, renderAlertRules } from "./render.ts";

describe("ALERTS", () => {
  it("are those of the contract, each once", () => {
    expect(ALERTS.map(({ name }) => name)).toEqual(ALERT_NAMES);
  });

  it("are joined with tracks or look at what was, so that each names revision and track", () => {
    for (const alert of ALERTS) {
      const joined =
        alert.tracks === "recorded"
          ? /^slo_revision_track:\S+ > /
          : / on \(revision\) group_right \(\) revision_track:/;
      expect(expressionOf(alert)).toMatch(joined);
    }
  });

  it("that count users count no probes", () => {
    const documents = [renderAlertRules(), renderRecordingRules()].map((text) => parse(text)) as {
      groups: { rules: { expr: string }[] }[];
    }[];
    const selectors = documents
      .flatMap(({ groups }) => groups)
      .flatMap(({ rules }) => rules.flatMap(({ expr }) => expr.match(/(?:ai|selector)_\w+(?:\{[^}]*\})?/g) ?? []))
      // The cache is shared by users and probes.
      .filter((selector) => selector !== "selector_cache_evictions_total");
    expect(selectors).not.toHaveLength(0);
    for (const selector of selectors) expect(selector).toMatch(/\{traffic="user"[,}]/);
  });
});

describe("burn rates", () => {
  it("are those of the objectives of success", () => {
    expect(BURNING_SLOS).toEqual([SLOS.executeSuccess, SLOS.selectorSuccess]);
  });

  // The SRE workbook's table, which gives burn rates by the share of the budget that their long window may spend.
  it.each([
    ["SLOBurnRateFast", 1, 0.02],
    ["SLOBurnRateSlow", 6, 0.05],
  ] as const)("of %s spend in %i h so much of the budget: %f", (name, hours, share) => {
    const [short, long] = BURN_RATES[name].windows;
    expect(long).toBe(`${hours}h`);
    expect(minutesOf(short) * 12).toBe(minutesOf(long));
    expect((TUNABLES[name].threshold * hours) / (BURN_RATES[name].periodDays * 24)).toBeCloseTo(share, 12);
  });
});

function minutesOf(window: string): number {
  return Number.parseInt(window, 10) * (window.endsWith("h") ? 60 : 1);
}
