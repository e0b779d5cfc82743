/** What gates judge: a revision where it runs. Plain data, so that it can be a resource's input. */
export interface SubjectRevision {
  /** Name of the revision. */
  readonly revision: string;
  /** Directory name of its service: "automation-service". */
  readonly service: string;
  readonly version: string;
  /** `host:port`, as the gateway reaches it and as its target is named. */
  readonly address: string;
  /** Base URL, as the gate reaches it. */
  readonly url: string;
  /** The main upstream that holds its target. */
  readonly upstream: string;
}

/** A revision where it answers itself, whoever put it there. */
export interface ServiceEndpoint extends Pick<SubjectRevision, "revision" | "service" | "version"> {
  /** Base URL without a slash at the end. */
  readonly url: string;
}

export function endpointOf({ revision, service, version, url }: SubjectRevision): ServiceEndpoint {
  return { revision, service, version, url };
}

/** The role that a track route leads to. */
export type Track = "stable" | "canary" | "previous";

/** The way of users to a revision, at any weight. Without a gateway `proxy` is the service's own URL: services ignore the track. */
export interface TrackRoute {
  /** Base URL of the gateway's proxy. */
  readonly proxy: string;
  /** The track whose route leads to the revisions now. */
  readonly track: Track;
  /** Where executing needs a token: what the gates sign theirs by. A secret, so it is never part of what is recorded. */
  readonly jwtSecret?: string;
}

/** Where the gates before traffic work. None of it is part of what they judged. */
export interface GateSurroundings extends TrackRoute {
  /** Base URL of Kong's Admin API. */
  readonly admin: string;
  /** Base URL of Prometheus. */
  readonly prometheus: string;
  /** Run folder of the stack. */
  readonly home: string;
}

/** Headers that take a request to a track and keep it out of the counters of user traffic. */
export function probeHeaders(track: Track): Record<string, string> {
  return { "x-release-track": track, "x-release-probe": "1" };
}

/** Whether two pieces of plain data are equal, whatever the order of their keys; absent and undefined are the same. */
export function sameData(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === "__provider") return undefined;
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)));
  }) as string;
}
