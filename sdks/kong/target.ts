import * as pulumi from "@pulumi/pulumi";

export interface TargetArgs {
  /** Id of the upstream. Another one makes another target. */
  upstreamId: pulumi.Input<string>;
  /** HOST:PORT; without a port 8000. */
  target: pulumi.Input<string>;
  /** Share of the traffic in proportion to the other targets' weights, 0 to 65535. 0: none. */
  weight: pulumi.Input<number>;
  /** Strings to group and to find entities by; without commas and slashes. */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
}

/** What is known of a target that Kong has already. */
export type TargetState = Partial<TargetArgs>;

/** Given or not, every property of a target is an output. */
export const targetProperties: Readonly<Record<keyof TargetArgs, undefined>> = {
  upstreamId: undefined,
  target: undefined,
  weight: undefined,
  tags: undefined,
};

/**
 * An address behind an upstream, with its share of the traffic.
 *
 * A changed address changes in place: weight and tags stay with it. One that Kong has already under the same tags is taken
 * over, and its weight left as it is.
 *
 * @example
 * new kong.Target("ai-1.1.0", { upstreamId: upstream.id, target: "127.0.0.1:4000", weight: 0 }, { ignoreChanges: ["weight"] });
 */
export class Target extends pulumi.CustomResource {
  declare readonly upstreamId: pulumi.Output<string>;
  declare readonly target: pulumi.Output<string>;
  declare readonly weight: pulumi.Output<number>;
  declare readonly tags: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: TargetArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    state: TargetState | undefined,
    opts: pulumi.CustomResourceOptions & { id: pulumi.Input<pulumi.ID> },
  );
  constructor(name: string, args: TargetState | undefined, opts?: pulumi.CustomResourceOptions) {
    super("kong:index/target:Target", name, { ...targetProperties, ...args }, opts);
  }

  /** A target that Kong has already. `id` is `UPSTREAM/TARGET` (ids, names, HOST:PORT), or an id if `state` has `upstreamId`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: TargetState,
    opts?: pulumi.CustomResourceOptions,
  ): Target {
    return new Target(name, state, { ...opts, id });
  }
}
