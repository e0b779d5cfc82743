import type * as pulumi from "@pulumi/pulumi";

/** The services of the release, by the keys that stack config uses. */
export type ServiceKey = "automationService" | "aiPipeline" | "frontend";

/** The roles that config can give to a revision. */
export type RevisionRole = "stable" | "canary" | "previous";

/** A revision as the plan names it: one service at one version with one environment, immutable. */
export interface RevisionDefinition {
  /** `<service>-<version>-<hash of what defines it>`; unique, fit for a host name and a Kong tag. */
  readonly name: string;
  readonly service: ServiceKey;
  readonly version: string;
  /** What defines the revision besides its version; holds no secret and no address. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A revision that runs, and where. */
export interface RunningRevision {
  /** `host:port`, as the gateway, Prometheus and other revisions reach it. */
  readonly address: pulumi.Output<string>;
  /** Base URL, as the machine that deploys reaches it. */
  readonly url: pulumi.Output<string>;
  readonly resource: pulumi.Resource;
}

export interface GatewayEndpoints {
  /** Base URL of Kong's Admin API, known before anything runs. */
  readonly adminUrl: string;
  readonly proxyUrl: string;
  /** `host:port` of a listener that answers every service path with a 4xx: where a track without a revision leads. */
  readonly nobody: pulumi.Input<string>;
  /** What must exist before the Admin API is called. */
  readonly ready: pulumi.Resource[];
}

/** Kong's status listener as Kong itself reaches it: it answers every path of the services with 404. */
export const KONG_STATUS_LISTENER = "127.0.0.1:8100";

/** A scrape target with the labels Prometheus adds to each of its series. */
export interface ScrapeTarget {
  readonly revision: string;
  readonly service: ServiceKey;
  readonly version: string;
  readonly address: pulumi.Input<string>;
  /** The roles that config gives this revision now; exported as `release_track`, never as a label of its series. */
  readonly tracks: readonly RevisionRole[];
}

/** How workloads become real: processes, containers or pods. */
export interface Platform {
  readonly gateway: GatewayEndpoints;
  readonly prometheus: { readonly url: string; readonly ready: pulumi.Resource[] };
  /** Where operators look at dashboards; absent where there is no Grafana. */
  readonly grafana?: { readonly url: pulumi.Input<string> };
  /**
   * Starts a revision, or finds it running. `tracks` says how much of it is needed, never what it is. `bindings` are
   * environment entries that are known only at run time (addresses of what it calls) and secrets; they are no part of its
   * name.
   */
  runRevision(
    definition: RevisionDefinition,
    tracks: readonly RevisionRole[],
    bindings: pulumi.Input<Record<string, pulumi.Input<string>>>,
    options: pulumi.CustomResourceOptions,
  ): RunningRevision;
  /** Tells Prometheus what to scrape and which revision has which role. Absent targets vanish after they were deleted. */
  scrape(targets: readonly ScrapeTarget[], options: pulumi.CustomResourceOptions): pulumi.Resource;
  /**
   * Has Prometheus load rules that say what has passed, in a file of their own. They are known only once traffic has moved,
   * and nothing waits for them: a Prometheus that cannot be reached fails no update here.
   */
  recordRelease(rules: pulumi.Input<string>, options: pulumi.CustomResourceOptions): pulumi.Resource;
}
