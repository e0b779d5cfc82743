import { ReleaseError } from "../../errors/release-error.ts";
import { type Changelog, COMPONENTS_TITLE, type Release, WALKING_SKELETON_TITLE } from "./changelog/changelog.ts";
import type { Component } from "./component.ts";

/**
 * A release that tags are made of.
 *
 * @param version three numbers; default: that of the newest one
 * @throws ReleaseError TAG003
 */
export function findRelease(changelog: Changelog, version?: string): Release {
  const releases = changelog.releases.filter(({ title }) => title.startsWith(WALKING_SKELETON_TITLE));
  const release = version === undefined ? releases[0] : releases.find((each) => each.version === version);
  if (release !== undefined) return release;
  const missing = `[${WALKING_SKELETON_TITLE}${version ?? "X.Y.Z"}]`;
  const there = releases.map(({ title }) => `[${title}]`).join(", ") || "none";
  throw new ReleaseError("TAG003", `CHANGELOG.md has no release ${missing}; there: ${there}. Write its entry first`);
}

/** @throws ReleaseError TAG004 */
export function findVersion(release: Release, component: Component): string {
  const version = release.components[component];
  if (version !== undefined) return version;
  throw new ReleaseError("TAG004", notNamed(release, component));
}

export function notNamed({ title }: Release, component: Component): string {
  return `[${title}] does not name ${component}; name it with its version under "${COMPONENTS_TITLE}"`;
}
