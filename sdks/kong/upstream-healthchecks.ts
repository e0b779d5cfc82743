import type * as pulumi from "@pulumi/pulumi";

export interface UpstreamHealthchecks {
  /** By requests of Kong's own. */
  active?: pulumi.Input<UpstreamHealthchecksActive>;
  /** By the requests that pass. A target that it takes out comes back only by an active check or by hand. */
  passive?: pulumi.Input<UpstreamHealthchecksPassive>;
}

export interface UpstreamHealthchecksActive {
  /** Protocol of the checks: tcp, http, https, grpc or grpcs. Default http. */
  type?: pulumi.Input<string>;
  /** Path of the checks. Default /. */
  httpPath?: pulumi.Input<string>;
  /** Server name for checks over https. */
  httpsSni?: pulumi.Input<string>;
  /** Whether checks over https verify the certificate. Default true. */
  httpsVerifyCertificate?: pulumi.Input<boolean>;
  /** How long a check may take, in seconds, 0 to 65535. Default 1. */
  timeout?: pulumi.Input<number>;
  /** How many targets are checked at once. Default 10. */
  concurrency?: pulumi.Input<number>;
  /** How an unhealthy target comes back. */
  healthy?: pulumi.Input<UpstreamHealthchecksActiveHealthy>;
  /** How a healthy target is taken out. */
  unhealthy?: pulumi.Input<UpstreamHealthchecksActiveUnhealthy>;
}

export interface UpstreamHealthchecksActiveHealthy {
  /** Seconds between two checks, 0 to 65535. Default 0: no checks. */
  interval?: pulumi.Input<number>;
  /** Good answers in a row that bring a target back, 0 to 255. Default 0: never. */
  successes?: pulumi.Input<number>;
  /** Statuses of a good answer. Default 200, 302. */
  httpStatuses?: pulumi.Input<pulumi.Input<number>[]>;
}

export interface UpstreamHealthchecksActiveUnhealthy {
  /** Seconds between two checks, 0 to 65535. Default 0: no checks. */
  interval?: pulumi.Input<number>;
  /** Statuses of a bad answer. Default 429, 404, 500 to 505. */
  httpStatuses?: pulumi.Input<pulumi.Input<number>[]>;
  /** Bad answers that make a target unhealthy, 0 to 255. Default 0: never. */
  httpFailures?: pulumi.Input<number>;
  /** Failed connections that make a target unhealthy, 0 to 255. Default 0: never. */
  tcpFailures?: pulumi.Input<number>;
  /** Timeouts that make a target unhealthy, 0 to 255. Default 0: never. */
  timeouts?: pulumi.Input<number>;
}

export interface UpstreamHealthchecksPassive {
  /** Protocol: tcp, http, https, grpc or grpcs. Default http. */
  type?: pulumi.Input<string>;
  /** How an unhealthy target comes back. */
  healthy?: pulumi.Input<UpstreamHealthchecksPassiveHealthy>;
  /** How a healthy target is taken out. */
  unhealthy?: pulumi.Input<UpstreamHealthchecksPassiveUnhealthy>;
}

export interface UpstreamHealthchecksPassiveHealthy {
  /** Good answers that bring a target back, 0 to 255. Default 0: never. */
  successes?: pulumi.Input<number>;
  /** Statuses of a good answer. Default 200 to 208, 226, 300 to 308. */
  httpStatuses?: pulumi.Input<pulumi.Input<number>[]>;
}

export interface UpstreamHealthchecksPassiveUnhealthy {
  /** Statuses of a bad answer. Default 429, 500, 503. */
  httpStatuses?: pulumi.Input<pulumi.Input<number>[]>;
  /** Bad answers that make a target unhealthy, 0 to 255. Default 0: never. */
  httpFailures?: pulumi.Input<number>;
  /** Failed connections that make a target unhealthy, 0 to 255. Default 0: never. */
  tcpFailures?: pulumi.Input<number>;
  /** Timeouts that make a target unhealthy, 0 to 255. Default 0: never. */
  timeouts?: pulumi.Input<number>;
}
