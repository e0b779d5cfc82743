import type { SloLimits } from "../gates/slo/limits.ts";
import { SLOS, type Slo } from "../monitoring/slo.ts";

/** The limits of the SLO watch that follow from objectives, by their keys in stack config `gates.slo`. */
export type ObjectiveLimits = Pick<SloLimits, "maxErrorRate" | "maxShareSlowerThan1s" | "maxShareSlowerThan2s">;

/** The laxest limits that keep the objectives: shares, 0 to 1. */
export const LAXEST_LIMITS: ObjectiveLimits = {
  maxErrorRate: allowedShare(SLOS.executeSuccess),
  maxShareSlowerThan1s: allowedShare(SLOS.executeLatencyP95),
  maxShareSlowerThan2s: allowedShare(SLOS.executeLatencyP99),
};

/** The least that a release on production goes through. The defaults of Pulumi.yaml keep it. */
export const PRODUCTION_MINIMUMS = {
  /** How long each share of the canary is kept before the next one, in seconds. */
  bakeSeconds: [
    { percent: 10, seconds: 1800 },
    { percent: 50, seconds: 1800 },
    { percent: 100, seconds: 3600 },
  ],
  /** How long a move is watched, in seconds. */
  windowSeconds: 300,
  /** Pings that a smoke gate sends and counts. */
  pings: 5,
  /** Traffic below which the SLO watch decides nothing. */
  minRequests: 50,
  minRequestsPerSecond: 0.1,
  /** The chance that a fit canary is failed: a smaller one asks for more evidence before a bad one is. */
  alpha: 0.01,
} as const;

/** The most that a watch on production lets pass or overlook. The defaults of Pulumi.yaml are the same. */
export const PRODUCTION_MAXIMUMS = {
  /** Violating polls before it fails at once. */
  maxViolations: 3,
  /** Between two looks, in seconds. */
  pollSeconds: 15,
  /** The chance that a broken objective is taken for kept. */
  beta: 0.05,
  /** Polls in a row that may see an instance down, or nothing at all. */
  consecutiveFailureLimit: 3,
  /** How long durations are left out after a move, in seconds. */
  initialDelaySeconds: 60,
} as const;

/** The share of bad requests that an objective leaves. Rounded: 1 − 0.99 is 0.010000000000000009 in binary. */
function allowedShare({ objective }: Slo): number {
  return Number((1 - objective).toFixed(6));
}
