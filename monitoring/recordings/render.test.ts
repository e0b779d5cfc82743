import { expect, it } from "vitest";
import { checkRules } from "../test/promtool.ts";
import { renderRecordingRules } from "./render.ts";

it("the recordings are rules to promtool: roles, shares, burn rates, and what budgets are summed up from", async () => {
  const [roles, currentShares, longerShares, burnRates, serviceRates] = [1, 5, 2 * 3, 2 * 4, 2 * 5];
  const rules = roles + currentShares + longerShares + burnRates + serviceRates;
  expect(await checkRules(renderRecordingRules())).toContain(`SUCCESS: ${rules} rules found`);
});
