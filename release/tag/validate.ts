import type { Release } from "./changelog/changelog.ts";
import { type Check, checkVersions, componentsOf, requireAll } from "./check.ts";
import { appendOutputs } from "./github-output.ts";
import { findRelease, findVersion } from "./lookup.ts";
import { readChangelog, readPackageVersions } from "./project-files.ts";
import { parseTagName, type ReleaseTag, WALKING_SKELETON } from "./tag-name.ts";

export interface ValidateOptions {
  /** The project root. */
  readonly root: string;
  readonly tag: string;
  /** Of the image built for the tag's component; none for the Walking Skeleton, which has three. */
  readonly imageVersion?: string;
  /** File for the outputs of a workflow's step, written only for a valid tag; default: none. */
  readonly outputFile?: string;
  readonly print: (text: string) => void;
}

/**
 * Prints every check of a tag.
 *
 * @throws ReleaseError TAG… when the tag is not valid
 */
export function validateTag({ root, tag: name, imageVersion, outputFile, print }: ValidateOptions): void {
  const tag = parseTagName(name);
  const release = findRelease(readChangelog(root), tag.version);
  print(`${name}: [${release.title}] of ${release.date}\n`);
  const checks = checkVersions(tag, release, { packages: readPackageVersions(root), image: imageVersion });
  print(checks.map(show).join(""));
  requireAll(checks);
  if (outputFile !== undefined) appendOutputs(outputFile, outputsOf(tag, release));
}

function show({ passed, text }: Check): string {
  return `  ${passed ? "ok  " : "FAIL"} ${text}\n`;
}

/**
 * What a workflow needs to know of a valid tag. `components` is JSON, for a matrix: what to build, each with its version.
 * The Walking Skeleton's own version is the release's.
 */
function outputsOf(tag: ReleaseTag, release: Release): Record<string, string> {
  const components = componentsOf(tag).map((name) => ({ name, version: findVersion(release, name) }));
  return {
    version: tag.version,
    component: tag.subject,
    component_version: tag.subject === WALKING_SKELETON ? tag.version : findVersion(release, tag.subject),
    release: release.title,
    date: release.date,
    components: JSON.stringify(components),
  };
}
