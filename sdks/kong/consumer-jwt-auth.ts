import * as pulumi from "@pulumi/pulumi";

export interface ConsumerJwtAuthArgs {
  /** Id of the consumer. Another one makes another credential. */
  consumerId: pulumi.Input<string>;
  /** What a token names it by: the value of its claim iss, unless the plugin takes another. Default: Kong makes one up. */
  key?: pulumi.Input<string>;
  /**
   * The one algorithm by which a token may be signed: HS256, HS384, HS512, RS256, RS384, RS512, ES256, ES384, ES512, PS256,
   * PS384, PS512 or EdDSA. Default HS256.
   */
  algorithm?: pulumi.Input<string>;
  /** The key that both sides have, for HS256, HS384 and HS512; kept as a secret. Default: Kong makes one up. */
  secret?: pulumi.Input<string>;
  /** The signer's public key as PEM, of whatever kind the algorithm has, for all but HS256, HS384 and HS512. */
  rsaPublicKey?: pulumi.Input<string>;
  /** Strings to group and to find entities by; without commas and slashes. */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
}

/** What is known of a credential that Kong has already. */
export type ConsumerJwtAuthState = Partial<ConsumerJwtAuthArgs>;

/** Given or not, every property of a credential is an output. */
export const consumerJwtAuthProperties: Readonly<Record<keyof ConsumerJwtAuthArgs, undefined>> = {
  consumerId: undefined,
  key: undefined,
  algorithm: undefined,
  secret: undefined,
  rsaPublicKey: undefined,
  tags: undefined,
};

/**
 * What tokens of a consumer are verified by; the plugin jwt finds it by a claim of the token.
 *
 * @example
 * new kong.ConsumerJwtAuth("app", { consumerId: app.id, key: "https://issuer", algorithm: "RS256", rsaPublicKey });
 */
export class ConsumerJwtAuth extends pulumi.CustomResource {
  declare readonly consumerId: pulumi.Output<string>;
  declare readonly key: pulumi.Output<string | undefined>;
  declare readonly algorithm: pulumi.Output<string | undefined>;
  declare readonly secret: pulumi.Output<string | undefined>;
  declare readonly rsaPublicKey: pulumi.Output<string | undefined>;
  declare readonly tags: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: ConsumerJwtAuthArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    state: ConsumerJwtAuthState | undefined,
    opts: pulumi.CustomResourceOptions & { id: pulumi.Input<pulumi.ID> },
  );
  constructor(name: string, args: ConsumerJwtAuthState | undefined, opts?: pulumi.CustomResourceOptions) {
    const secret = args?.secret === undefined ? undefined : pulumi.secret(args.secret);
    super(
      "kong:index/consumerJwtAuth:ConsumerJwtAuth",
      name,
      { ...consumerJwtAuthProperties, ...args, secret },
      pulumi.mergeOptions(opts ?? {}, { additionalSecretOutputs: ["secret"] }),
    );
  }

  /** A credential that Kong has already. `id` is `CONSUMER/KEY` (ids, names, keys), or an id if `state` has `consumerId`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ConsumerJwtAuthState,
    opts?: pulumi.CustomResourceOptions,
  ): ConsumerJwtAuth {
    return new ConsumerJwtAuth(name, state, { ...opts, id });
  }
}
