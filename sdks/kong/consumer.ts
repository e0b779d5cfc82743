import * as pulumi from "@pulumi/pulumi";

/** One of `username` and `customId` must be given. */
export interface ConsumerArgs {
  /** Unique name of the consumer. */
  username?: pulumi.Input<string>;
  /** Unique name that another system has for it. */
  customId?: pulumi.Input<string>;
  /** Strings to group and to find entities by; without commas and slashes. */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
}

/** What is known of a consumer that Kong has already. */
export type ConsumerState = Partial<ConsumerArgs>;

/** Given or not, every property of a consumer is an output. */
export const consumerProperties: Readonly<Record<keyof ConsumerArgs, undefined>> = {
  username: undefined,
  customId: undefined,
  tags: undefined,
};

/**
 * Who sends requests: a person, or a program. Credentials belong to it.
 *
 * @example
 * new kong.Consumer("app", { username: "app" });
 */
export class Consumer extends pulumi.CustomResource {
  declare readonly username: pulumi.Output<string | undefined>;
  declare readonly customId: pulumi.Output<string | undefined>;
  declare readonly tags: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: ConsumerArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    state: ConsumerState | undefined,
    opts: pulumi.CustomResourceOptions & { id: pulumi.Input<pulumi.ID> },
  );
  constructor(name: string, args: ConsumerState | undefined, opts?: pulumi.CustomResourceOptions) {
    super("kong:index/consumer:Consumer", name, { ...consumerProperties, ...args }, opts);
  }

  /** A consumer that Kong has already, by its id or its username. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ConsumerState,
    opts?: pulumi.CustomResourceOptions,
  ): Consumer {
    return new Consumer(name, state, { ...opts, id });
  }
}
