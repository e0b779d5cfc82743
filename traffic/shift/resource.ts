import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../../dynamic/dynamic-resource.ts";
import type { Split } from "../exposure.ts";
import type { TrafficShiftInputs, TrafficShiftOutputs } from "./inputs.ts";

type Late = "targets" | "ceilingRun" | "jwtSecret";

export type TrafficShiftArgs = Omit<TrafficShiftInputs, Late | "reached"> & {
  readonly targets: Readonly<Record<string, pulumi.Input<string>>>;
  readonly ceilingRun: pulumi.Input<number>;
  readonly jwtSecret?: pulumi.Input<string>;
};

/** One transaction over the weights of all upstreams: bake gate, move, SLO watch, commit or restore. */
export class TrafficShift extends DynamicResource {
  /** The split that passed last. */
  declare readonly passed: pulumi.Output<Split>;
  /** The canary's share that passed last. */
  declare readonly exposedPercent: pulumi.Output<number>;
  declare readonly since: pulumi.Output<string>;
  declare readonly outcome: pulumi.Output<TrafficShiftOutputs["outcome"]>;
  declare readonly checks: pulumi.Output<TrafficShiftOutputs["checks"]>;

  constructor(name: string, args: TrafficShiftArgs, options: pulumi.CustomResourceOptions) {
    const outputs = {
      passed: undefined,
      exposedPercent: undefined,
      since: undefined,
      outcome: undefined,
      checks: undefined,
    };
    super("traffic/shift/shift.ts", "release:TrafficShift", name, { ...outputs, ...args }, options);
  }
}
