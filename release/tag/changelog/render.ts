import { COMPONENTS } from "../component.ts";
import { COMPONENTS_TITLE, type Item, type Release, type Section } from "./changelog.ts";

/** A release's whole entry as Markdown, as the parser reads it; without a line break at the end. */
export function renderRelease({ title, date, summary, components, sections }: Release): string {
  const versions = COMPONENTS.flatMap((component) => {
    const text = components[component];
    return text === undefined ? [] : [renderItem({ component, text })];
  });
  return [
    `## [${title}] - ${date}`,
    ...summary,
    ...(versions.length === 0 ? [] : [`### ${COMPONENTS_TITLE}`, versions.join("\n")]),
    ...sections.map((section) => renderSection(section, renderItem)),
  ].join("\n\n");
}

/** @param item one item as a point of a list */
export function renderSection({ title, items }: Section, item: (item: Item) => string): string {
  return `### ${title}\n\n${items.map(item).join("\n")}`;
}

function renderItem({ component, text }: Item): string {
  return component === null ? `- ${text}` : `- **${component}**: ${text}`;
}
