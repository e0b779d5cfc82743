import type { Component } from "../component.ts";

/** What a section may be titled: Keep a Changelog's kinds of change, and two that a release of this project also tells. */
export const SECTION_TITLES = [
  "Added",
  "Changed",
  "Deprecated",
  "Removed",
  "Fixed",
  "Technical Details",
  "Security",
  "Performance",
] as const;
export type SectionTitle = (typeof SECTION_TITLES)[number];

/** The section that names the components of an entry with their versions. */
export const COMPONENTS_TITLE = "Components";

/** Before the version in the title of a release that is tagged. */
export const WALKING_SKELETON_TITLE = "Walking Skeleton v";

export interface Changelog {
  /** Newest first, as in the file. */
  readonly releases: readonly Release[];
}

export interface Release {
  /** As it stands in the heading: "Walking Skeleton v1.1.0", or the version alone. */
  readonly title: string;
  /** Three numbers: "1.1.0". */
  readonly version: string;
  /** "2026-11-24" */
  readonly date: string;
  /** Paragraphs of Markdown, each on one line; at least one. */
  readonly summary: readonly string[];
  /** The versions of the components that the release has. */
  readonly components: Readonly<Partial<Record<Component, string>>>;
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: SectionTitle;
  /** At least one. */
  readonly items: readonly Item[];
}

export interface Item {
  /** Null: of the release as a whole. */
  readonly component: Component | null;
  /** Inline Markdown on one line, without the component's name. */
  readonly text: string;
}

/** The sections that tell something of the component, with its items alone. */
export function sectionsOf(release: Release, component: Component): readonly Section[] {
  return release.sections
    .map(({ title, items }) => ({ title, items: items.filter((item) => item.component === component) }))
    .filter(({ items }) => items.length > 0);
}
