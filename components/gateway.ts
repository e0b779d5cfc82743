import * as kong from "@pulumi/kong";
import * as pulumi from "@pulumi/pulumi";
import { type GatewayAccess, jwtPluginConfig, makeCredentials } from "./gateway-access.ts";
import type { Track } from "./plan/plan.ts";
import type { GatewayEndpoints, RunningRevision, ServiceKey } from "./platforms/platform.ts";
import { mainUpstream, SERVICES, type ServiceFacts, trackUpstream } from "./services.ts";

export interface GatewayArgs {
  readonly endpoints: GatewayEndpoints;
  /** Requests that one client address may make in a minute. */
  readonly requestsPerMinute: number;
  /** Who may execute; undefined where nobody is asked for a token. */
  readonly access: GatewayAccess | undefined;
}

/** A canary's page and API wait for their slowest step for 5 s; the gateway gives up a little later. */
const READ_TIMEOUT_MS = 10_000;

/**
 * A revision that dies or hangs while it has weight is taken out by the gateway itself, within seconds. Late answers count
 * for less than refused connections: a busy node is late, and an upstream whose only target is out answers users with 503.
 */
const HEALTHCHECKS: kong.UpstreamHealthchecks = {
  active: {
    type: "http",
    httpPath: "/health",
    timeout: 3,
    concurrency: 10,
    healthy: { interval: 1, successes: 1, httpStatuses: [200] },
    unhealthy: { interval: 1, httpFailures: 2, tcpFailures: 2, timeouts: 3, httpStatuses: [500, 502, 503, 504] },
  },
};

/**
 * What stands in Kong whatever is being released: a main upstream for each service, its plugins, and for each track a
 * permanent route. Main routes come later, when the upstreams have traffic to give.
 */
export class Gateway extends pulumi.ComponentResource {
  readonly mainUpstreams: Readonly<Record<ServiceKey, kong.Upstream>>;
  readonly #provider: kong.Provider;
  readonly #endpoints: GatewayEndpoints;
  readonly #access: GatewayAccess | undefined;
  readonly #credentials: readonly pulumi.Resource[];

  constructor(name: string, args: GatewayArgs, options?: pulumi.ComponentResourceOptions) {
    super("release:index:Gateway", name, {}, options);
    this.#endpoints = args.endpoints;
    this.#access = args.access;
    this.#provider = new kong.Provider(name, { kongAdminUri: args.endpoints.adminUrl }, { parent: this });
    const upstream = (service: ServiceFacts) =>
      new kong.Upstream(
        mainUpstream(service),
        { name: mainUpstream(service), slots: 1000, healthchecks: HEALTHCHECKS },
        this.#options(args.endpoints.ready),
      );
    this.mainUpstreams = perService(upstream);
    this.#plugins(args);
    this.#credentials = args.access ? makeCredentials(args.access, this.#options(args.endpoints.ready)) : [];
    this.registerOutputs({});
  }

  /**
   * A revision's entry in its main upstream. It begins with weight 0; from then on weight and tags are the splitter's and
   * the gates' alone. A changed address is another target, which has to earn its marks anew.
   *
   * It waits for who is there: a name that Kong does not find it looks up again only after 30 s (REQUERY_INTERVAL in
   * kong/runloop/balancer).
   */
  addTarget(revision: string, service: ServiceKey, { address, resource }: RunningRevision): kong.Target {
    return new kong.Target(
      revision,
      { upstreamId: this.mainUpstreams[service].id, target: address, weight: 0, tags: [`rev:${revision}`] },
      this.#options([resource], { ignoreChanges: ["weight", "tags"], replaceOnChanges: ["target"] }),
    );
  }

  /**
   * The route of a track: `X-Release-Track: <track>` leads to its revisions at any weight of theirs. Its one target changes
   * in place when roles change. A track without a revision leads to a listener that answers 4xx, never to another track.
   */
  addTrack(
    track: Track,
    running: Partial<Record<ServiceKey, RunningRevision>>,
    dependsOn: pulumi.Resource[],
  ): pulumi.Resource[] {
    return SERVICES.map((service) => {
      const name = trackUpstream(track, service);
      const revision = running[service.key];
      const upstream = new kong.Upstream(name, { name, slots: 10 }, this.#options(this.#endpoints.ready));
      const target = new kong.Target(
        name,
        { upstreamId: upstream.id, target: revision?.address ?? this.#endpoints.nobody, weight: 100 },
        this.#options([...dependsOn, ...(revision ? [revision.resource] : [])]),
      );
      const headers = [{ name: "X-Release-Track", values: [track] }];
      return this.#route(name, name, service, [target], { headers, retries: 0 });
    });
  }

  /** The routes by which users come in; the broad one last, so that it never answers for a narrower one. */
  addMainRoutes(dependsOn: pulumi.Resource[]): pulumi.Resource[] {
    const breadth = ({ paths }: ServiceFacts) => Math.min(...paths.map((path) => path.length));
    const routes: pulumi.Resource[] = [];
    for (const service of [...SERVICES].sort((a, b) => breadth(b) - breadth(a))) {
      const after = [...dependsOn, ...routes];
      routes.push(this.#route(service.name, mainUpstream(service), service, after, { retries: 2 }));
    }
    return routes;
  }

  #route(
    name: string,
    upstream: string,
    { paths, executes }: ServiceFacts,
    dependsOn: pulumi.Resource[],
    { headers, retries }: { headers?: { name: string; values: string[] }[]; retries: number },
  ): kong.Route {
    const service = new kong.Service(
      name,
      { name, host: upstream, port: 80, protocol: "http", retries, readTimeout: READ_TIMEOUT_MS },
      this.#options(this.#endpoints.ready),
    );
    const guards = this.#access && executes ? [this.#jwtPlugin(name, service, this.#access)] : [];
    return new kong.Route(
      name,
      {
        name,
        serviceId: service.id,
        protocols: ["http"],
        paths: [...paths],
        stripPath: false,
        ...(headers ? { headers } : {}),
      },
      this.#options([...dependsOn, ...guards]),
    );
  }

  /** A token is asked for once it can be verified, and before a route leads to the service. */
  #jwtPlugin(name: string, service: kong.Service, access: GatewayAccess): kong.Plugin {
    return new kong.Plugin(
      `jwt-${name}`,
      { name: "jwt", serviceId: service.id, configJson: JSON.stringify(jwtPluginConfig(access)) },
      this.#options([...this.#credentials]),
    );
  }

  #plugins({ requestsPerMinute, endpoints, access }: GatewayArgs): void {
    const plugins: Record<string, object> = {
      // Not echoed by the gateway: a service that loses the trace id must be seen to lose it.
      "correlation-id": { header_name: "X-Trace-Id", generator: "uuid", echo_downstream: false },
      "rate-limiting": { minute: requestsPerMinute, policy: "local", limit_by: "ip" },
      cors: {
        origins: ["*"],
        headers: ["Content-Type", "X-Trace-Id", "X-Release-Track", ...(access ? ["Authorization"] : [])],
        exposed_headers: ["X-Trace-Id", "X-Service-Version", "X-Service-Revision"],
      },
      prometheus: { status_code_metrics: true, latency_metrics: true },
    };
    for (const [name, config] of Object.entries(plugins)) {
      new kong.Plugin(name, { name, configJson: JSON.stringify(config) }, this.#options(endpoints.ready));
    }
  }

  #options(dependsOn: pulumi.Resource[] = [], more: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
    return { parent: this, provider: this.#provider, dependsOn, ...more };
  }
}

function perService<T>(make: (service: ServiceFacts) => T): Record<ServiceKey, T> {
  return Object.fromEntries(SERVICES.map((service) => [service.key, make(service)])) as Record<ServiceKey, T>;
}
