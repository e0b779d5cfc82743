import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { SmokeGateInputs } from "../../gates/smoke/gate.ts";
import type { TrafficShiftInputs } from "../../traffic/shift/inputs.ts";
import { PRODUCTION_MAXIMUMS, PRODUCTION_MINIMUMS } from "../limits.ts";
import { SMOKE_GATE, TRAFFIC_SHIFT } from "../resource-types.ts";
import type { StackDemands } from "../stack-demands.ts";

/** One number in stack config, with what it may be. */
interface Bound {
  readonly key: string;
  readonly value: number;
  readonly limit: number;
  readonly side: "at least" | "at most";
}

/** Besides the limits themselves: how much a gate must have seen, and how often it must look. */
export function gatesAreNotWeakened({ production }: StackDemands): ResourceValidationPolicy {
  return {
    name: "gates-are-not-weakened",
    description:
      "On production a gate decides by enough requests, looks often enough and overlooks no more than the defaults of " +
      "Pulumi.yaml say. Take the named key out of the stack's config: the default fits.",
    enforcementLevel: "mandatory",
    validateResource({ type, props, notApplicable }, reportViolation) {
      if (type !== TRAFFIC_SHIFT && type !== SMOKE_GATE) return notApplicable("it is neither a shift nor a smoke gate");
      if (!production) return notApplicable("this stack is not production");
      const bounds =
        type === SMOKE_GATE
          ? boundsOfSmoke((props as SmokeGateInputs).settings)
          : boundsOfWatch((props as TrafficShiftInputs).slo);
      const problems = [
        ...bounds
          .filter((bound) => !keeps(bound))
          .map(({ key, value, side, limit }) => `${key} is ${value}; it must be ${side} ${limit}.`),
        ...(type === TRAFFIC_SHIFT ? complaintsAboutReaction((props as TrafficShiftInputs).slo) : []),
      ];
      if (problems.length > 0) reportViolation(problems.join("\n"));
    },
  };
}

function boundsOfSmoke({ pings }: SmokeGateInputs["settings"]): Bound[] {
  return [{ key: "gates.smoke.pings", value: pings, side: "at least", limit: PRODUCTION_MINIMUMS.pings }];
}

function boundsOfWatch(slo: TrafficShiftInputs["slo"]): Bound[] {
  type Numeric =
    | keyof Pick<typeof PRODUCTION_MINIMUMS, "minRequests" | "minRequestsPerSecond" | "alpha">
    | keyof typeof PRODUCTION_MAXIMUMS;
  const bound = (key: Numeric, side: Bound["side"], limit: number) => ({
    key: `gates.slo.${key}`,
    value: slo[key],
    side,
    limit,
  });
  const atLeast = (["minRequests", "minRequestsPerSecond", "alpha"] as const).map((key) =>
    bound(key, "at least", PRODUCTION_MINIMUMS[key]),
  );
  const atMost = Object.entries(PRODUCTION_MAXIMUMS).map(([key, limit]) =>
    bound(key as keyof typeof PRODUCTION_MAXIMUMS, "at most", limit),
  );
  return [...atLeast, ...atMost];
}

/** A gate that only reports, or leaves a failed canary its traffic, is none. */
function complaintsAboutReaction({ dryRun, onFailure }: TrafficShiftInputs["slo"]): string[] {
  return [
    ...(dryRun ? ["gates.slo.dryRun is true; it must be false."] : []),
    ...(onFailure === "abort" ? [] : [`gates.slo.onFailure is ${onFailure}; it must be abort.`]),
  ];
}

/** A number that is missing keeps nothing. */
function keeps({ value, side, limit }: Bound): boolean {
  return side === "at least" ? value >= limit : value <= limit;
}
