import { expect, test } from "vitest";
import { LAXEST_LIMITS, PRODUCTION_MAXIMUMS, PRODUCTION_MINIMUMS } from "./limits.ts";
import { DEFAULTS } from "./testing/shift.ts";

test("the laxest limits are the complements of the objectives", () => {
  expect(LAXEST_LIMITS).toEqual({ maxErrorRate: 0.01, maxShareSlowerThan1s: 0.05, maxShareSlowerThan2s: 0.01 });
});

test("the defaults of Pulumi.yaml are what production needs, and no more", () => {
  expect(DEFAULTS.phases).toEqual(
    PRODUCTION_MINIMUMS.bakeSeconds.map(({ percent, seconds }) => ({ percent, bakeSeconds: seconds })),
  );
  const { windowSeconds, minRequests, minRequestsPerSecond, alpha, pings } = PRODUCTION_MINIMUMS;
  const traffic = { minRequests, minRequestsPerSecond, alpha };
  expect(DEFAULTS.slo).toMatchObject({ ...LAXEST_LIMITS, ...PRODUCTION_MAXIMUMS, ...traffic });
  expect(DEFAULTS.slo.windowSeconds).toBeGreaterThanOrEqual(windowSeconds);
  expect(DEFAULTS.smoke.pings).toBe(pings);
});
