import * as pulumi from "@pulumi/pulumi";

export interface ServiceArgs {
  /** Unique name: letters, digits and `. - _ ~`. */
  name?: pulumi.Input<string>;
  /** Protocol to speak to the host: http, https, grpc, grpcs, tcp, tls, tls_passthrough or udp. */
  protocol: pulumi.Input<string>;
  /** Host name, address, or name of an upstream. */
  host: pulumi.Input<string>;
  /** Port of the host, 0 to 65535. Default 80. */
  port?: pulumi.Input<number>;
  /** Prefix of the path of the request to the host, with a leading slash. */
  path?: pulumi.Input<string>;
  /** Further attempts after a failed connection, 0 to 32767. Default 5. */
  retries?: pulumi.Input<number>;
  /** How long a connection to the host may take, in milliseconds, 1 to 2147483646. Default 60000. */
  connectTimeout?: pulumi.Input<number>;
  /** The longest time between two reads from the host, in milliseconds, 1 to 2147483646. Default 60000. */
  readTimeout?: pulumi.Input<number>;
  /** The longest time between two writes to the host, in milliseconds, 1 to 2147483646. Default 60000. */
  writeTimeout?: pulumi.Input<number>;
  /** Strings to group and to find entities by; without commas and slashes. */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
  /** Whether the host's certificate is verified. Default: as Kong is configured. */
  tlsVerify?: pulumi.Input<boolean>;
  /** Longest chain of certificates, 0 to 64. Default: as Kong is configured. */
  tlsVerifyDepth?: pulumi.Input<number>;
  /** Id of the certificate to show to the host. */
  clientCertificateId?: pulumi.Input<string>;
  /** Ids of the authorities that may have signed the host's certificate. */
  caCertificateIds?: pulumi.Input<pulumi.Input<string>[]>;
}

/** What is known of a service that Kong has already. */
export type ServiceState = Partial<ServiceArgs>;

/** Given or not, every property of a service is an output. */
export const serviceProperties: Readonly<Record<keyof ServiceArgs, undefined>> = {
  name: undefined,
  protocol: undefined,
  host: undefined,
  port: undefined,
  path: undefined,
  retries: undefined,
  connectTimeout: undefined,
  readTimeout: undefined,
  writeTimeout: undefined,
  tags: undefined,
  tlsVerify: undefined,
  tlsVerifyDepth: undefined,
  clientCertificateId: undefined,
  caCertificateIds: undefined,
};

/**
 * Where requests go: a host, or an upstream by its name.
 *
 * @example
 * new kong.Service("ai", { name: "ai", protocol: "http", host: upstream.name, retries: 2 });
 */
export class Service extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string | undefined>;
  declare readonly protocol: pulumi.Output<string>;
  declare readonly host: pulumi.Output<string>;
  declare readonly port: pulumi.Output<number | undefined>;
  declare readonly path: pulumi.Output<string | undefined>;
  declare readonly retries: pulumi.Output<number | undefined>;
  declare readonly connectTimeout: pulumi.Output<number | undefined>;
  declare readonly readTimeout: pulumi.Output<number | undefined>;
  declare readonly writeTimeout: pulumi.Output<number | undefined>;
  declare readonly tags: pulumi.Output<string[] | undefined>;
  declare readonly tlsVerify: pulumi.Output<boolean | undefined>;
  declare readonly tlsVerifyDepth: pulumi.Output<number | undefined>;
  declare readonly clientCertificateId: pulumi.Output<string | undefined>;
  declare readonly caCertificateIds: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    state: ServiceState | undefined,
    opts: pulumi.CustomResourceOptions & { id: pulumi.Input<pulumi.ID> },
  );
  constructor(name: string, args: ServiceState | undefined, opts?: pulumi.CustomResourceOptions) {
    super("kong:index/service:Service", name, { ...serviceProperties, ...args }, opts);
  }

  /** A service that Kong has already, by its id or its name. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ServiceState,
    opts?: pulumi.CustomResourceOptions,
  ): Service {
    return new Service(name, state, { ...opts, id });
  }
}
