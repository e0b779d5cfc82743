import { createHash } from "node:crypto";
import { ReleaseError } from "../../errors/release-error.ts";
import type { Exposure, RevisionSet } from "../../traffic/exposure.ts";
import type { ReleaseConfig, TrackConfig } from "../config/schema.ts";
import type { RevisionDefinition, ServiceKey } from "../platforms/platform.ts";
import { factsOfService, mainUpstream, SERVICES, type ServiceFacts, TRACKS } from "../services.ts";

export type Track = (typeof TRACKS)[number];

/** The revisions of all services that go together. Its name is made of theirs: the same set has the same name in any role. */
export interface ReleaseSet {
  readonly name: string;
  /** The roles that config gives it now. */
  readonly tracks: readonly Track[];
  readonly bypassLlm: boolean;
  readonly revisions: Readonly<Record<ServiceKey, RevisionDefinition>>;
}

/** What config asks for, as data: everything that components then create. */
export interface ReleasePlan {
  /** Each set once, in the order stable, canary, previous. */
  readonly sets: readonly ReleaseSet[];
  readonly byTrack: Readonly<Partial<Record<Track, ReleaseSet>>> & { readonly stable: ReleaseSet };
  /** Each revision once, with the tracks it serves. */
  readonly revisions: readonly PlannedRevision[];
  readonly exposure: Exposure;
}

export interface PlannedRevision {
  readonly definition: RevisionDefinition;
  readonly tracks: readonly Track[];
  /** Name of the revision that it calls. */
  readonly calls?: string;
}

/** What the plan must know of the platform. */
export interface PlanFacts {
  /** Versions that this platform can run, by service key. */
  readonly knownVersions: Readonly<Record<ServiceKey, readonly string[]>>;
  /** Where these versions are written, for whoever wants another one. */
  readonly listedIn: string;
  /** Digest of what a version runs: of its image, or of the sources. */
  sourceDigest(service: ServiceKey, version: string): string;
}

/** Which revisions there are, which role each has, and how traffic is split. Pure. Throws CFG004 for an unknown version. */
export function planRelease(config: ReleaseConfig, facts: PlanFacts): ReleasePlan {
  const tracks: readonly [Track, TrackConfig | undefined][] = [
    ["stable", config.stable],
    ["canary", config.canary],
    ["previous", config.previous],
  ];
  const named = tracks.flatMap(([track, wanted]) =>
    wanted ? [{ track, set: buildSet(track, wanted, config, facts) }] : [],
  );
  const sets = unique(named.map(({ set }) => set)).map((set) => ({
    ...set,
    tracks: named.filter(({ set: other }) => other.name === set.name).map(({ track }) => track),
  }));
  const setOf = (track: Track) => sets.find((set) => set.tracks.includes(track));
  const stable = setOf("stable");
  if (!stable) throw new Error("a plan always has a stable set");
  const byTrack = { stable, canary: setOf("canary"), previous: setOf("previous") };
  return {
    sets,
    byTrack,
    revisions: plannedRevisions(sets),
    exposure: exposureOf(stable, byTrack.canary, config.canaryPercent),
  };
}

/** The revision of each service, by service key. */
export function revisionNames(set: ReleaseSet): RevisionSet {
  return Object.fromEntries(SERVICES.map(({ key }) => [key, set.revisions[key].name]));
}

function exposureOf(stable: ReleaseSet, canary: ReleaseSet | undefined, percent: number): Exposure {
  return {
    upstreams: Object.fromEntries(SERVICES.map((service) => [service.key, mainUpstream(service)])),
    stable: revisionNames(stable),
    ...(canary ? { canary: revisionNames(canary) } : {}),
    percent: canary ? percent : 0,
  };
}

function buildSet(
  track: Track,
  wanted: TrackConfig,
  config: ReleaseConfig,
  facts: PlanFacts,
): Omit<ReleaseSet, "tracks"> {
  const define = (key: ServiceKey, environment: Record<string, string>, calls: string): RevisionDefinition => {
    const service = factsOfService(key);
    const version = wanted[key];
    const fault = config.lab.faults[`${service.name}@${version}`];
    const known = [...facts.knownVersions[key], ...faultyVersions(config, service)];
    if (!known.includes(version)) {
      throw new ReleaseError(
        "CFG004",
        `${track}.${key} is ${JSON.stringify(version)}; known versions of ${service.name} are ${known.join(", ")} (${facts.listedIn} lists them)`,
      );
    }
    const complete = fault === undefined ? environment : { ...environment, LAB_FAULT: JSON.stringify(fault) };
    const hash = shortHash([key, version, facts.sourceDigest(key, version), Object.entries(complete).sort(), calls]);
    return { name: `${service.name}-${version}-${hash}`, service: key, version, environment: complete };
  };
  const llmModel: Record<string, string> = wanted.bypassLlm ? {} : { LLM_MODEL: config.llm.model };
  const aiPipeline = define("aiPipeline", { FEATURE_BYPASS_LLM: String(wanted.bypassLlm), ...llmModel }, "");
  const automationService = define("automationService", {}, aiPipeline.name);
  const frontend = define("frontend", {}, "");
  const revisions = { automationService, aiPipeline, frontend };
  const name = `set-${shortHash(Object.values(revisions).map((revision) => revision.name))}`;
  return { name, bypassLlm: wanted.bypassLlm, revisions };
}

function plannedRevisions(sets: readonly ReleaseSet[]): PlannedRevision[] {
  const planned = sets.flatMap(({ revisions, tracks }) =>
    Object.values(revisions).map((definition) => ({
      definition,
      tracks,
      ...(definition.service === "automationService" ? { calls: revisions.aiPipeline.name } : {}),
    })),
  );
  return unique(planned.map(({ definition, ...rest }) => ({ name: definition.name, definition, ...rest }))).map(
    ({ name, ...revision }) => ({
      ...revision,
      tracks: TRACKS.filter((track) =>
        planned.some((other) => other.definition.name === name && other.tracks.includes(track)),
      ),
    }),
  );
}

/** Versions that only the lab's faults name. */
function faultyVersions({ lab }: ReleaseConfig, { name }: ServiceFacts): string[] {
  return Object.keys(lab.faults).flatMap((key) => (key.startsWith(`${name}@`) ? [key.slice(name.length + 1)] : []));
}

function unique<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.name, item])).values()];
}

/** Six hex digits: a name must tell a team's few live revisions apart and stay readable. */
function shortHash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 6);
}
