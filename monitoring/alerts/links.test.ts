import { expect, it } from "vitest";
import { anchorOf, runbookHeading, runbookUrl } from "./runbook.ts";

it("an alert links to its heading of the runbook", () => {
  expect(runbookHeading("SLOBurnRateFast")).toBe("Alert: SLOBurnRateFast");
  expect(runbookUrl("SLOBurnRateFast")).toBe("docs/RELEASE_RUNBOOK.md#alert-sloburnratefast");
});

it.each([
  ["Alert: MetricsEndpointDown", "alert-metricsendpointdown"],
  ["7. What `p95 > 1 s` means", "7-what-p95--1-s-means"],
  ["Läuft: snake_case & dashes-too", "läuft-snake_case--dashes-too"],
])("the anchor of %s is %s", (heading, anchor) => {
  expect(anchorOf(heading)).toBe(anchor);
});
