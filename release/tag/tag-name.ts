import { ReleaseError } from "../../errors/release-error.ts";
import { COMPONENTS, type Component } from "./component.ts";

/** The release as a whole, among what a tag can be of. */
export const WALKING_SKELETON = "walking-skeleton";

/**
 * What a release is tagged with: `v<version>-<subject>`. The version is always the release's, also on a component's tag:
 * v1.1.0-automation-service is the automation-service of the Walking Skeleton 1.1.0, whatever version that one has.
 */
export interface ReleaseTag {
  readonly version: string;
  readonly subject: typeof WALKING_SKELETON | Component;
}

/** Components first: the whole is tagged and pushed when its parts are. */
export const TAG_SUBJECTS = [...COMPONENTS, WALKING_SKELETON] as const;

const NUMBER = "(?:0|[1-9]\\d*)";
const VERSION = `${NUMBER}\\.${NUMBER}\\.${NUMBER}`;
const RELEASE_VERSION = new RegExp(`^${VERSION}$`);
const TAG_NAME = new RegExp(`^v(${VERSION})-(.+)$`);

/** Three numbers, as in 1.1.0: a pre-release is not released by tags, and its suffix would read like a subject. */
export function isReleaseVersion(text: string): boolean {
  return RELEASE_VERSION.test(text);
}

export function tagName({ version, subject }: ReleaseTag): string {
  return `v${version}-${subject}`;
}

/** @throws ReleaseError TAG001 */
export function parseTagName(name: string): ReleaseTag {
  const [, version, suffix] = TAG_NAME.exec(name) ?? [];
  const subject = TAG_SUBJECTS.find((each) => each === suffix);
  if (version === undefined || subject === undefined) {
    throw new ReleaseError(
      "TAG001",
      `${JSON.stringify(name)} is not the name of a release tag; allowed: vX.Y.Z-<of>, with three numbers without ` +
        `leading zeros and without a pre-release, and <of> one of ${TAG_SUBJECTS.join(", ")}`,
    );
  }
  return { version, subject };
}
