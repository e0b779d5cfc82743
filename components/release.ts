import * as pulumi from "@pulumi/pulumi";
import { FRONTEND_GATE_VERSION } from "../gates/frontend/version.ts";
import { FrontendGate, SmokeGate } from "../gates/resources.ts";
import { SMOKE_GATE_VERSION } from "../gates/smoke/version.ts";
import type { RevisionWeight } from "../monitoring/release/release-weight.ts";
import { renderReleaseRules } from "../monitoring/release/render.ts";
import { ExposureCeiling } from "../traffic/ceiling/resource.ts";
import type { Split } from "../traffic/exposure.ts";
import { RoutesLive } from "../traffic/routes/resource.ts";
import { TrafficShift } from "../traffic/shift/resource.ts";
import type { ReleaseConfig } from "./config/schema.ts";
import { Gateway } from "./gateway.ts";
import type { GatewayAccess } from "./gateway-access.ts";
import { type PlannedRevision, type ReleasePlan, type ReleaseSet, revisionNames, type Track } from "./plan/plan.ts";
import type { Platform, RunningRevision, ServiceKey } from "./platforms/platform.ts";
import { factsOfService, mainUpstream, SERVICES, TRACKS } from "./services.ts";

export interface ReleaseArgs {
  readonly plan: ReleasePlan;
  readonly config: ReleaseConfig;
  readonly platform: Platform;
  /** Who may execute; undefined where nobody is asked for a token. */
  readonly access: GatewayAccess | undefined;
  /** Run folder of the stack, relative to the project root. */
  readonly home: string;
}

/** How long the gateway may take to know a new route, in seconds. */
const ROUTE_TIMEOUT_SECONDS = 15;

/**
 * A release: revisions behind Kong, gates before traffic, and the shift of traffic.
 *
 * The order is in the edges: the exposure ceiling first, so that lowering waits for nothing; revisions and their targets
 * at weight 0; gates on the track routes; the shift; the main routes, so that no request meets an empty upstream. What
 * config no longer names is deleted at the end of an update, after traffic has left it.
 */
export class Release extends pulumi.ComponentResource {
  readonly shift: TrafficShift;
  readonly #running = new Map<string, RunningRevision>();
  readonly #args: ReleaseArgs;

  constructor(name: string, args: ReleaseArgs, options?: pulumi.ComponentResourceOptions) {
    super("release:index:Release", name, {}, options);
    this.#args = args;
    const { plan, config, platform, access, home } = args;
    const { adminUrl, proxyUrl } = platform.gateway;
    // It needs no upstream to be there: one that is not yet has nobody to lower.
    const ceiling = new ExposureCeiling(
      "exposure-ceiling",
      { admin: adminUrl, home, exposure: plan.exposure },
      { parent: this, dependsOn: platform.gateway.ready },
    );
    const gateway = new Gateway(
      "gateway",
      { endpoints: platform.gateway, requestsPerMinute: config.gateway.requestsPerMinute, access },
      { parent: this },
    );
    this.#runRevisions(plan, ceiling);
    const targets = new Map(
      plan.revisions.map(({ definition: { name: revision, service } }) => {
        const target = gateway.addTarget(revision, service, this.locate(revision));
        return [revision, target];
      }),
    );
    const trackRoutes = new Map(
      TRACKS.map((track) => [track, gateway.addTrack(track, this.#runningOf(plan.byTrack[track]), [ceiling])]),
    );
    const scrape = platform.scrape(
      plan.revisions.map(({ definition: { name: revision, service, version }, tracks }) => ({
        revision,
        service,
        version,
        tracks,
        address: this.locate(revision).address,
      })),
      { parent: this },
    );
    const gates = plan.sets.flatMap((set) => {
      const track = set.tracks[0] ?? "stable";
      const own = SERVICES.flatMap(({ key }) => targets.get(set.revisions[key].name) ?? []);
      return this.#gates(set, track, [...(trackRoutes.get(track) ?? []), ...own, scrape]);
    });
    this.shift = this.#shift(ceiling, [...gates, ...platform.prometheus.ready]);
    platform.recordRelease(
      this.shift.passed.apply((passed) => renderReleaseRules(weightsOf(plan, passed), config.gates.slo)),
      { parent: this, dependsOn: [this.shift] },
    );
    const routes = gateway.addMainRoutes([this.shift]);
    new RoutesLive(
      "main-routes-live",
      {
        proxy: proxyUrl,
        timeoutSeconds: ROUTE_TIMEOUT_SECONDS,
        routes: SERVICES.flatMap(({ name: service, paths, executes }) =>
          paths.map((path) => ({ path, service, ...(access && executes ? { asksForToken: true } : {}) })),
        ),
      },
      { parent: this, dependsOn: routes },
    );
    this.registerOutputs({});
  }

  /** Where a revision of the plan is. */
  locate(revision: string): RunningRevision {
    const found = this.#running.get(revision);
    if (!found) throw new Error(`revision ${revision} does not run`);
    return found;
  }

  /** What is called starts before what calls it. */
  #runRevisions(plan: ReleasePlan, ceiling: ExposureCeiling): void {
    const callsNobody = (revision: PlannedRevision) => (revision.calls === undefined ? 0 : 1);
    for (const { definition, tracks, calls } of [...plan.revisions].sort((a, b) => callsNobody(a) - callsNobody(b))) {
      const bindings: Record<string, pulumi.Input<string>> = calls === undefined
        ? {}
        : { AI_PIPELINE_BASE_URL: pulumi.interpolate`http://${this.locate(calls).address}` };
      const options = { parent: this, dependsOn: [ceiling] };
      this.#running.set(definition.name, this.#args.platform.runRevision(definition, tracks, bindings, options));
    }
  }

  #runningOf(set: ReleaseSet | undefined): Partial<Record<ServiceKey, RunningRevision>> {
    if (!set) return {};
    return Object.fromEntries(SERVICES.map(({ key }) => [key, this.locate(set.revisions[key].name)]));
  }

  #gates(set: ReleaseSet, track: Track, dependsOn: pulumi.Resource[]): pulumi.Resource[] {
    const { config, platform, access, home } = this.#args;
    const { scrapeSeconds } = config.prometheus;
    const surroundings = {
      admin: platform.gateway.adminUrl,
      proxy: platform.gateway.proxyUrl,
      prometheus: platform.prometheus.url,
      home,
      track,
      ...(access ? { jwtSecret: access.gatesSecret } : {}),
    };
    const subjects = (keys: readonly ServiceKey[]) =>
      SERVICES.filter(({ key }) => keys.includes(key)).map((service) => {
        const { name: revision, version } = set.revisions[service.key];
        const { address, url } = this.locate(revision);
        return { revision, service: service.name, version, address, url, upstream: mainUpstream(service) };
      });
    const gate = (keys: readonly ServiceKey[]) => ({
      set: set.name,
      surroundings,
      judged: { subjects: subjects(keys), bypassLlm: set.bypassLlm },
    });
    const options = { parent: this, dependsOn };
    return [
      new SmokeGate(
        `smoke-${set.name}`,
        {
          ...gate(["automationService", "aiPipeline"]),
          settings: { ...config.gates.smoke, scrapeSeconds },
          codeVersion: SMOKE_GATE_VERSION,
        },
        options,
      ),
      new FrontendGate(
        `frontend-${set.name}`,
        { ...gate(["frontend"]), settings: config.gates.frontend, codeVersion: FRONTEND_GATE_VERSION },
        options,
      ),
    ];
  }

  #shift(ceiling: ExposureCeiling, dependsOn: pulumi.Resource[]): TrafficShift {
    const { plan, config, platform, access, home } = this.#args;
    const { scrapeSeconds } = config.prometheus;
    const { stable, canary, previous } = plan.byTrack;
    return new TrafficShift(
      "traffic-shift",
      {
        admin: platform.gateway.adminUrl,
        proxy: platform.gateway.proxyUrl,
        ...(access && config.gates.slo.onInconclusive === "probe" ? { jwtSecret: access.gatesSecret } : {}),
        prometheus: platform.prometheus.url,
        pushgateway: config.prometheus.pushgatewayUrl,
        home,
        exposure: plan.exposure,
        ...(previous ? { previous: revisionNames(previous) } : {}),
        bypassLlm: { stable: stable.bypassLlm, ...(canary ? { canary: canary.bypassLlm } : {}) },
        targets: Object.fromEntries([...this.#running].map(([revision, { address }]) => [revision, address])),
        judgedService: "automationService",
        ceilingRun: ceiling.run,
        phases: config.phases,
        bake: config.gates.bake,
        slo: { ...config.gates.slo, scrapeSeconds },
        propagationSeconds: config.gateway.propagationSeconds,
        paths: SERVICES.flatMap(({ paths }) => [...paths]),
      },
      { parent: this, dependsOn: [ceiling, ...dependsOn] },
    );
  }
}

/** The share of every revision in its service's traffic, as it passed last. */
function weightsOf(plan: ReleasePlan, passed: Split): RevisionWeight[] {
  return plan.revisions.map(({ definition: { name: revision, service, version } }) => ({
    revision,
    service: factsOfService(service).name,
    version,
    weight: passed[service]?.[revision] ?? 0,
  }));
}
