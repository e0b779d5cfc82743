import { type Release, sectionsOf } from "./changelog/changelog.ts";
import { COMPONENTS, type Component } from "./component.ts";
import { findVersion } from "./lookup.ts";
import { TAG_SUBJECTS, tagName, WALKING_SKELETON } from "./tag-name.ts";

export interface PlannedTag {
  readonly name: string;
  /** Ends with a line break. */
  readonly message: string;
}

/**
 * The tags of a release, components first.
 *
 * @throws ReleaseError TAG004 when the release does not name each of them
 */
export function planTags(release: Release): readonly PlannedTag[] {
  return TAG_SUBJECTS.map((subject) => ({
    name: tagName({ version: release.version, subject }),
    message: subject === WALKING_SKELETON ? releaseMessage(release) : componentMessage(release, subject),
  }));
}

function componentMessage(release: Release, component: Component): string {
  const items = sectionsOf(release, component).flatMap((section) => section.items);
  return message(
    `Release ${component} ${findVersion(release, component)}`,
    items.map(({ text }) => `- ${text}`).join("\n"),
    `Part of ${release.title}`,
  );
}

function releaseMessage(release: Release): string {
  const components = COMPONENTS.map((component) => `- ${component} ${findVersion(release, component)}`);
  return message(release.title, ...release.summary, components.join("\n"));
}

function message(...paragraphs: string[]): string {
  return `${paragraphs.filter((paragraph) => paragraph !== "").join("\n\n")}\n`;
}
