import type { SloLimits } from "../limits.ts";

/** Limits of the SLO for tests of what measuring meets: one unmeasured poll is let pass, the second ends the gate. */
export const LIMITS: SloLimits = {
  strategy: "thresholds",
  alpha: 0.01,
  beta: 0.05,
  initialDelaySeconds: 0,
  consecutiveFailureLimit: 1,
  maxErrorRate: 0.01,
  maxShareSlowerThan1s: 0.05,
  maxShareSlowerThan2s: 0.01,
  minRequestsPerSecond: 0,
  minRequests: 1,
  maxViolations: 3,
  metrics: [],
};
