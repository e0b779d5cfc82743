import * as pulumi from "@pulumi/pulumi";
import type { UpstreamHealthchecks } from "./upstream-healthchecks.ts";

export interface UpstreamArgs {
  /** Unique name, in the form of a host name. */
  name: pulumi.Input<string>;
  /**
   * How a target is chosen: round-robin, consistent-hashing, least-connections or latency. Only round-robin splits
   * exactly by weight. Default round-robin.
   */
  algorithm?: pulumi.Input<string>;
  /** Slots of the load balancer, 10 to 65536. Default 10000. */
  slots?: pulumi.Input<number>;
  /**
   * What consistent-hashing chooses by: none, consumer, ip, header, cookie, path, query_arg or uri_capture.
   * Default none.
   */
  hashOn?: pulumi.Input<string>;
  /** What it chooses by when a request has nothing of the first. Default none. */
  hashFallback?: pulumi.Input<string>;
  /** Header to choose by, with underscores for dashes: `x_user` for X-User. */
  hashOnHeader?: pulumi.Input<string>;
  /** Header to choose by when the first is missing, with underscores for dashes. */
  hashFallbackHeader?: pulumi.Input<string>;
  /** Cookie to choose by; Kong sets it where it is missing. */
  hashOnCookie?: pulumi.Input<string>;
  /** Path of that cookie. Default /. */
  hashOnCookiePath?: pulumi.Input<string>;
  /** Host header for the targets, instead of the request's. */
  hostHeader?: pulumi.Input<string>;
  /** When a target is taken out of the traffic, and when it comes back. Default: never. */
  healthchecks?: pulumi.Input<UpstreamHealthchecks>;
  /** Id of the certificate to show to the targets. */
  clientCertificateId?: pulumi.Input<string>;
  /** Strings to group and to find entities by; without commas and slashes. */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
}

/** What is known of an upstream that Kong has already. */
export type UpstreamState = Partial<UpstreamArgs>;

/** Given or not, every property of an upstream is an output. */
export const upstreamProperties: Readonly<Record<keyof UpstreamArgs, undefined>> = {
  name: undefined,
  algorithm: undefined,
  slots: undefined,
  hashOn: undefined,
  hashFallback: undefined,
  hashOnHeader: undefined,
  hashFallbackHeader: undefined,
  hashOnCookie: undefined,
  hashOnCookiePath: undefined,
  hostHeader: undefined,
  healthchecks: undefined,
  clientCertificateId: undefined,
  tags: undefined,
};

/**
 * A virtual host whose requests are shared out over its targets. A service reaches it by its name.
 *
 * @example
 * new kong.Upstream("ai", { name: "ai.canary", healthchecks: { passive: { unhealthy: { tcpFailures: 3 } } } });
 */
export class Upstream extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly algorithm: pulumi.Output<string | undefined>;
  declare readonly slots: pulumi.Output<number | undefined>;
  declare readonly hashOn: pulumi.Output<string | undefined>;
  declare readonly hashFallback: pulumi.Output<string | undefined>;
  declare readonly hashOnHeader: pulumi.Output<string | undefined>;
  declare readonly hashFallbackHeader: pulumi.Output<string | undefined>;
  declare readonly hashOnCookie: pulumi.Output<string | undefined>;
  declare readonly hashOnCookiePath: pulumi.Output<string | undefined>;
  declare readonly hostHeader: pulumi.Output<string | undefined>;
  declare readonly healthchecks: pulumi.Output<pulumi.Unwrap<UpstreamHealthchecks> | undefined>;
  declare readonly clientCertificateId: pulumi.Output<string | undefined>;
  declare readonly tags: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: UpstreamArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    state: UpstreamState | undefined,
    opts: pulumi.CustomResourceOptions & { id: pulumi.Input<pulumi.ID> },
  );
  constructor(name: string, args: UpstreamState | undefined, opts?: pulumi.CustomResourceOptions) {
    super("kong:index/upstream:Upstream", name, { ...upstreamProperties, ...args }, opts);
  }

  /** An upstream that Kong has already, by its id or its name. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: UpstreamState,
    opts?: pulumi.CustomResourceOptions,
  ): Upstream {
    return new Upstream(name, state, { ...opts, id });
  }
}
