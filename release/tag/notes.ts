import { type Release, sectionsOf } from "./changelog/changelog.ts";
import { renderRelease, renderSection } from "./changelog/render.ts";
import { findRelease, findVersion } from "./lookup.ts";
import { readChangelog } from "./project-files.ts";
import { parseTagName, type ReleaseTag, WALKING_SKELETON } from "./tag-name.ts";

/**
 * Prints what the CHANGELOG says of a tag.
 *
 * @param options.root the project root
 * @throws ReleaseError TAG…
 */
export function printNotes(options: { root: string; tag: string; print: (text: string) => void }): void {
  const tag = parseTagName(options.tag);
  options.print(`${notesOf(tag, findRelease(readChangelog(options.root), tag.version))}\n`);
}

/**
 * What the CHANGELOG says of a tag, as Markdown for a release page; without a line break at the end.
 *
 * @throws ReleaseError TAG004
 */
export function notesOf({ subject }: ReleaseTag, release: Release): string {
  if (subject === WALKING_SKELETON) return renderRelease(release);
  return [
    `## ${subject} ${findVersion(release, subject)} - ${release.date}`,
    `Part of ${release.title}.`,
    ...sectionsOf(release, subject).map((section) => renderSection(section, ({ text }) => `- ${text}`)),
  ].join("\n\n");
}
