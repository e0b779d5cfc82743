import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { FrontendGateInputs } from "../../gates/frontend/gate.ts";
import type { SmokeGateInputs } from "../../gates/smoke/gate.ts";
import type { TrafficShiftInputs } from "../../traffic/shift/inputs.ts";
import { PRODUCTION_MAXIMUMS, PRODUCTION_MINIMUMS } from "../limits.ts";
import { FRONTEND_GATE, SMOKE_GATE, TRAFFIC_SHIFT } from "../resource-types.ts";
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
      "Pulumi.yaml say, and looks at the page in a browser. Take the named key out of the stack's config: the default fits; " +
      "gates.frontend.browser must be required.",
    enforcementLevel: "mandatory",
    validateResource({ type, props, notApplicable }, reportViolation) {
      const complaintsAbout = COMPLAINTS[type];
      if (!complaintsAbout) return notApplicable("it is neither a shift nor a gate before traffic");
      if (!production) return notApplicable("this stack is not production");
      const problems = complaintsAbout(props);
      if (problems.length > 0) reportViolation(problems.join("\n"));
    },
  };
}

/** What is wrong with a resource's inputs, by its type. */
const COMPLAINTS: Readonly<Record<string, (props: unknown) => string[]>> = {
  [SMOKE_GATE]: (props) => boundsOfSmoke((props as SmokeGateInputs).settings).flatMap(complaintAbout),
  [FRONTEND_GATE]: (props) => complaintsAboutBrowser((props as FrontendGateInputs).settings),
  [TRAFFIC_SHIFT]: (props) => {
    const { slo } = props as TrafficShiftInputs;
    return [...boundsOfWatch(slo).flatMap(complaintAbout), ...complaintsAboutReaction(slo)];
  },
};

function complaintAbout(bound: Bound): string[] {
  const { key, value, side, limit } = bound;
  return keeps(bound) ? [] : [`${key} is ${value}; it must be ${side} ${limit}.`];
}

/** Whoever deploys to real users has a browser; where it is missing the gate would only say what it did not check. */
function complaintsAboutBrowser({ browser }: FrontendGateInputs["settings"]): string[] {
  return browser === "required" ? [] : [`gates.frontend.browser is ${browser}; it must be required.`];
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
