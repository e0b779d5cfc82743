import type { ExposureLimit } from "./cap.ts";
import { desiredWeights, type Weights, WHOLE } from "./split.ts";

/** Revision by service key. */
export type RevisionSet = Readonly<Record<string, string>>;

/** What stack config asks of the traffic. Plain data: the ceiling and the shift have it as inputs. */
export interface Exposure {
  /** Name of the main upstream by service key. */
  readonly upstreams: Readonly<Record<string, string>>;
  readonly stable: RevisionSet;
  /** Absent: no release is under way. */
  readonly canary?: RevisionSet;
  /** The canary's share, 0 to 100. */
  readonly percent: number;
}

/** The revisions of a set that stable does not have: a service that a release does not change has one in both roles. */
export function ownRevisions(set: RevisionSet, stable: RevisionSet): string[] {
  return Object.values(set).filter((revision) => !Object.values(stable).includes(revision));
}

/** Weights by service key. */
export type Split = Readonly<Record<string, Weights>>;

/** The split that is asked for. */
export function askedSplit({ upstreams, stable, canary, percent }: Exposure): Split {
  return Object.fromEntries(
    Object.keys(upstreams).map((service) => [
      service,
      desiredWeights(revision(stable, service), canary?.[service], percent),
    ]),
  );
}

/**
 * What the config allows at most, by upstream: all for the stable revision, the percentage for the canary's, nothing for
 * any other. An exposure that is lower than what the gateway holds is brought down by this alone.
 */
export function configLimits(exposure: Exposure): ExposureLimit[] {
  return Object.entries(exposure.upstreams).map(([service, upstream]) => {
    const stable = revision(exposure.stable, service);
    const canary = exposure.canary?.[service];
    const canaryCap = canary === undefined ? {} : { [canary]: exposure.percent };
    return { upstream, stable, caps: { ...canaryCap, [stable]: WHOLE } };
  });
}

/**
 * What may stand while nothing new is allowed yet, by upstream: what has passed before, and of the canary no more than is
 * asked. A revision that config does not name may have nothing.
 */
export function passedLimits(exposure: Exposure, passed: Split): ExposureLimit[] {
  const asked = askedSplit(exposure);
  return Object.entries(exposure.upstreams).map(([service, upstream]) => {
    const stable = revision(exposure.stable, service);
    const allowed = (name: string, weight: number) => {
      const before = passed[service]?.[name] ?? 0;
      return name === stable ? before : Math.min(weight, before);
    };
    const caps = Object.entries(asked[service] ?? {}).map(([name, weight]) => [name, allowed(name, weight)]);
    return { upstream, stable, caps: Object.fromEntries(caps) };
  });
}

function revision(set: RevisionSet, service: string): string {
  const name = set[service];
  if (name === undefined) throw new Error(`no stable revision for ${service}`);
  return name;
}
