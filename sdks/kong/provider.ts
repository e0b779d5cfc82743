import * as pulumi from "@pulumi/pulumi";

export interface ProviderArgs {
  /** Base URL of Kong's Admin API, such as `http://127.0.0.1:8001`. */
  kongAdminUri: pulumi.Input<string>;
  /**
   * Sent as the header Kong-Admin-Token; kept as a secret. Default: the environment's KONG_ADMIN_TOKEN, which keeps it out
   * of the state altogether, else none.
   */
  kongAdminToken?: pulumi.Input<string>;
}

/** Which Kong the resources are in. */
export class Provider extends pulumi.ProviderResource {
  declare readonly kongAdminUri: pulumi.Output<string>;
  declare readonly kongAdminToken: pulumi.Output<string | undefined>;

  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const { kongAdminToken } = args;
    super(
      "kong",
      name,
      { ...args, kongAdminToken: kongAdminToken === undefined ? undefined : pulumi.secret(kongAdminToken) },
      pulumi.mergeOptions(opts ?? {}, { additionalSecretOutputs: ["kongAdminToken"] }),
    );
  }
}
