import type { DeployedStatus } from "./gather.ts";

/** A revision in a role, and its share of its service's users in percent. */
export interface RoleRow {
  readonly track: string;
  readonly service: string;
  readonly revision: string;
  /** By config. A revision that has several roles has the shares of all of them. */
  readonly asked: number;
  /** By the gateway; absent where it cannot be asked. */
  readonly real?: number;
}

const ORDER = ["stable", "canary", "previous"];

/** Who has which role, and which share: stable first. Pure. */
export function roleRows({ tracks, askedPercent, real }: DeployedStatus): RoleRow[] {
  const shareOf = (track: string) => (track === "canary" ? askedPercent : track === "stable" ? 100 - askedPercent : 0);
  const named = Object.keys(tracks).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return named.flatMap((track) =>
    Object.entries(tracks[track] ?? {}).map(([service, revision]): RoleRow => {
      const asked = named
        .filter((other) => tracks[other]?.[service] === revision)
        .reduce((sum, other) => sum + shareOf(other), 0);
      const share = real.kind === "known" ? (real.shares[service]?.[revision] ?? 0) : undefined;
      return { track, service, revision, asked, ...(share === undefined ? {} : { real: Math.round(share) }) };
    }),
  );
}

/**
 * Revisions that have users, and no role by the last update that came to its end: those of an update that is under way, or of
 * another hand. Pure.
 */
export function rowsWithoutRole({ tracks, real }: DeployedStatus): RoleRow[] {
  if (real.kind === "unknown") return [];
  const named = Object.values(tracks).flatMap((services) => Object.values(services));
  return Object.entries(real.shares).flatMap(([service, shares]) =>
    Object.entries(shares)
      .filter(([revision, share]) => share > 0 && !named.includes(revision))
      .map(([revision, share]) => ({ track: "new", service, revision, asked: 0, real: Math.round(share) })),
  );
}
