import { expect, it } from "vitest";
import { describePoll } from "./watch.ts";

const counts = (requests: number, errors: number) => ({
  requests,
  errors,
  measured: requests,
  slowerThan1s: 0,
  slowerThan2s: 0,
});

it("says within 80 columns how long a watch lasts and how canary and stable do", () => {
  const measures = [
    { side: "judged", revision: "automation-service-3.0.1-abcdef", counts: counts(46, 6) },
    { side: "stable", revision: "automation-service-3.0.0-abcdef", counts: counts(503, 0) },
  ] as const;
  const line = describePoll("148 s to go", measures, "0 of 3 objectives shown to be kept");
  expect(line.slice(0, 78)).toBe("SLO, 148 s to go: canary 13.04 % of 46 fail, 0 % > 1 s; stable 0 % of 503 fail");
  expect(line).toMatch(/, 0 % > 1 s; 0 of 3 objectives shown to be kept$/);
});

it("names what it judges where that is more than one revision, and says nothing of requests that were not", () => {
  const judged = ["api-1", "api-2"].map((revision) => ({ side: "judged", revision, counts: counts(0, 0) }) as const);
  expect(describePoll("1 s to go", judged, "tally")).toBe(
    "SLO, 1 s to go: api-1 – of 0 fail, – > 1 s; api-2 – of 0 fail, – > 1 s; tally",
  );
});
