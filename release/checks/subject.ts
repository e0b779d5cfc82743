import { ReleaseError } from "../../errors/release-error.ts";
import { call, field } from "../../gates/http.ts";
import type { ServiceEndpoint, Track } from "../../gates/subject.ts";
import type { Environment } from "../environment.ts";
import { type Address, addressFromVariables, missingAddresses, type Place } from "./addresses.ts";
import type { StackReading, StackView } from "./stack-view.ts";

type ServiceName = Extract<Place, "automation-service" | "ai-pipeline" | "frontend">;

/** What is to be checked, with where each address comes from. */
export interface Subject {
  readonly environment: Environment;
  readonly track: Track;
  /** Whether ping must be answered with pong; from the stack, else from FEATURE_BYPASS_LLM, else true. */
  readonly bypassLlm: boolean;
  /** Beside it, where it is another one: what a canary is compared with. */
  readonly stable: Readonly<Partial<Record<ServiceName, string>>>;
  endpoint(service: ServiceName): ServiceEndpoint;
  address(place: Place): Address;
  /** Every address that was found, in the order that was asked for. */
  readonly addresses: readonly (readonly [Place, Address])[];
}

export interface SubjectRequest {
  readonly environment: Environment;
  /** What the check must reach. */
  readonly places: readonly Place[];
  /** Absent: the canary's where the stack has one, else stable. */
  readonly track: Track | undefined;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** What is asked of the world to find it. */
export interface SubjectSources {
  readStack(environment: Environment): Promise<StackReading>;
  identify(url: string): Promise<Identity | undefined>;
}

/** Who a service says it is. */
export interface Identity {
  readonly revision: string;
  readonly version: string;
}

/** Who answers at a service's own URL; undefined when nobody does, or not as a service of the release. */
export async function identify(url: string, timeoutMs = 5000): Promise<Identity | undefined> {
  const reply = await call({ method: "GET", url: `${url}/health`, timeoutMs });
  if (reply.kind !== "answer") return undefined;
  const version = field(reply.body, "version");
  const revision = reply.header("x-service-revision");
  return typeof version === "string" && revision !== undefined ? { version, revision } : undefined;
}

/**
 * Finds what is to be checked. Addresses come from variables, else from the stack's outputs; the stack is asked only where
 * variables leave something open. A service whose address comes from the stack must be the revision that the stack names
 * there; one that a variable names is taken for the revision that it says it is.
 *
 * @throws CHK001 for an address that nobody names, CHK002 for a track that the stack does not have
 */
export async function findSubject(request: SubjectRequest, sources: SubjectSources): Promise<Subject> {
  const { environment, places, variables } = request;
  const given = new Map(places.map((place) => [place, addressFromVariables(place, environment, variables)] as const));
  const isOpen = [...given.values()].includes(undefined);
  const reading: StackReading = isOpen
    ? await sources.readStack(environment)
    : { kind: "none", reason: "no stack was asked" };
  const view = reading.kind === "stack" ? reading.view : undefined;
  const track = request.track ?? (view?.tracks.canary ? "canary" : "stable");
  const onTrack = view?.tracks[track];
  if (view && !onTrack) {
    const known = Object.keys(view.tracks).join(", ");
    throw new ReleaseError("CHK002", `track ${track} has no revisions in stack ${environment}; it has ${known}`);
  }
  const addresses = new Map(
    places.flatMap((place) => {
      const address = given.get(place) ?? addressInStack(place, environment, view, track);
      return address ? [[place, address] as const] : [];
    }),
  );
  const unknown = places.filter((place) => !addresses.has(place));
  if (unknown.length > 0) {
    const reason = reading.kind === "none" ? reading.reason : `track ${track} of its stack has none`;
    throw missingAddresses(unknown, environment, reason);
  }
  const endpoints = new Map<Place, ServiceEndpoint>();
  for (const service of places.filter(isService)) {
    const { url, from } = addresses.get(service) ?? missing(service);
    const expected = onTrack?.services[service];
    const known = given.get(service) === undefined ? expected : await sources.identify(url);
    endpoints.set(service, {
      service,
      url,
      revision: known?.revision ?? `${service} of ${from}`,
      version: known?.version ?? expected?.version ?? "unknown",
    });
  }
  return {
    environment,
    track,
    bypassLlm: onTrack?.bypassLlm ?? variables.FEATURE_BYPASS_LLM !== "false",
    stable: revisionsOf(view),
    endpoint: (service) => endpoints.get(service) ?? missing(service),
    address: (place) => addresses.get(place) ?? missing(place),
    addresses: [...addresses],
  };
}

function addressInStack(
  place: Place,
  environment: Environment,
  view: StackView | undefined,
  track: Track,
): Address | undefined {
  const from = `stack ${environment}`;
  if (!view) return undefined;
  if (place === "gateway" || place === "prometheus") return { url: view.urls[place], from };
  const service = view.tracks[track]?.services[place];
  return service && { url: service.url, from };
}

function revisionsOf(view: StackView | undefined): Subject["stable"] {
  return Object.fromEntries(
    Object.entries(view?.tracks.stable.services ?? {}).map(([service, { revision }]) => [service, revision]),
  );
}

function isService(place: Place): place is ServiceName {
  return place !== "gateway" && place !== "prometheus";
}

function missing(place: Place): never {
  throw new Error(`${place} is not among the places that were asked for`);
}
