import * as pulumi from "@pulumi/pulumi";

export interface RouteHeader {
  /** Name of the header. For Host there is `hosts`. */
  name: pulumi.Input<string>;
  /** Values, one of which must match. */
  values: pulumi.Input<pulumi.Input<string>[]>;
}

export interface RouteAddress {
  /** Address, or a range in CIDR notation. */
  ip?: pulumi.Input<string>;
  /** Port, 0 to 65535. */
  port?: pulumi.Input<number>;
}

export interface RouteArgs {
  /** Id of the service. */
  serviceId: pulumi.Input<string>;
  /** Protocols that the route accepts, such as http and https. */
  protocols: pulumi.Input<pulumi.Input<string>[]>;
  /** Unique name: letters, digits and `. - _ ~`. */
  name?: pulumi.Input<string>;
  /** HTTP methods, in capital letters. */
  methods?: pulumi.Input<pulumi.Input<string>[]>;
  /** Values of the request's Host header. */
  hosts?: pulumi.Input<pulumi.Input<string>[]>;
  /** Prefixes of the path (`/…`), or regular expressions (`~/…`). */
  paths?: pulumi.Input<pulumi.Input<string>[]>;
  /** Headers that the request must have. */
  headers?: pulumi.Input<pulumi.Input<RouteHeader>[]>;
  /** Server names of the TLS handshake. */
  snis?: pulumi.Input<pulumi.Input<string>[]>;
  /** Where a stream comes from. */
  sources?: pulumi.Input<pulumi.Input<RouteAddress>[]>;
  /** Where a stream goes to. */
  destinations?: pulumi.Input<pulumi.Input<RouteAddress>[]>;
  /** Whether the matching prefix is taken off the path before the request goes on. Default true. */
  stripPath?: pulumi.Input<boolean>;
  /** Whether the request goes on with its own Host header instead of the service's host. Default false. */
  preserveHost?: pulumi.Input<boolean>;
  /** Among routes with regular expressions the highest is tried first. Default 0. */
  regexPriority?: pulumi.Input<number>;
  /** How the service's path, the route's and the request's are put together: v0 or v1. Default v0. */
  pathHandling?: pulumi.Input<string>;
  /** Status when only the protocol does not match: 301, 302, 307, 308 or 426. Default 426. */
  httpsRedirectStatusCode?: pulumi.Input<number>;
  /** Whether request bodies are buffered. Default true. */
  requestBuffering?: pulumi.Input<boolean>;
  /** Whether response bodies are buffered. Default true. */
  responseBuffering?: pulumi.Input<boolean>;
  /** Strings to group and to find entities by; without commas and slashes. */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
}

/** What is known of a route that Kong has already. */
export type RouteState = Partial<RouteArgs>;

/** Given or not, every property of a route is an output. */
export const routeProperties: Readonly<Record<keyof RouteArgs, undefined>> = {
  serviceId: undefined,
  protocols: undefined,
  name: undefined,
  methods: undefined,
  hosts: undefined,
  paths: undefined,
  headers: undefined,
  snis: undefined,
  sources: undefined,
  destinations: undefined,
  stripPath: undefined,
  preserveHost: undefined,
  regexPriority: undefined,
  pathHandling: undefined,
  httpsRedirectStatusCode: undefined,
  requestBuffering: undefined,
  responseBuffering: undefined,
  tags: undefined,
};

/**
 * Which requests go to a service: those that match every kind of condition that is given, of which there must be one at
 * least. A new or changed route takes Kong some seconds to follow.
 *
 * @example
 * new kong.Route("ai", { serviceId: service.id, protocols: ["http"], paths: ["/ai"], stripPath: false });
 */
export class Route extends pulumi.CustomResource {
  declare readonly serviceId: pulumi.Output<string>;
  declare readonly protocols: pulumi.Output<string[]>;
  declare readonly name: pulumi.Output<string | undefined>;
  declare readonly methods: pulumi.Output<string[] | undefined>;
  declare readonly hosts: pulumi.Output<string[] | undefined>;
  declare readonly paths: pulumi.Output<string[] | undefined>;
  declare readonly headers: pulumi.Output<{ name: string; values: string[] }[] | undefined>;
  declare readonly snis: pulumi.Output<string[] | undefined>;
  declare readonly sources: pulumi.Output<{ ip?: string; port?: number }[] | undefined>;
  declare readonly destinations: pulumi.Output<{ ip?: string; port?: number }[] | undefined>;
  declare readonly stripPath: pulumi.Output<boolean | undefined>;
  declare readonly preserveHost: pulumi.Output<boolean | undefined>;
  declare readonly regexPriority: pulumi.Output<number | undefined>;
  declare readonly pathHandling: pulumi.Output<string | undefined>;
  declare readonly httpsRedirectStatusCode: pulumi.Output<number | undefined>;
  declare readonly requestBuffering: pulumi.Output<boolean | undefined>;
  declare readonly responseBuffering: pulumi.Output<boolean | undefined>;
  declare readonly tags: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: RouteArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    state: RouteState | undefined,
    opts: pulumi.CustomResourceOptions & { id: pulumi.Input<pulumi.ID> },
  );
  constructor(name: string, args: RouteState | undefined, opts?: pulumi.CustomResourceOptions) {
    super("kong:index/route:Route", name, { ...routeProperties, ...args }, opts);
  }

  /** A route that Kong has already, by its id or its name. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: RouteState,
    opts?: pulumi.CustomResourceOptions,
  ): Route {
    return new Route(name, state, { ...opts, id });
  }
}
