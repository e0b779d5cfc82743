import type { Paragraph, RootContent } from "mdast";
import semver from "semver";
import { COMPONENTS, type Component, isComponent } from "../component.ts";
import {
  COMPONENTS_TITLE,
  type Item,
  type Release,
  SECTION_TITLES,
  type Section,
  type SectionTitle,
} from "./changelog.ts";
import { broken, bulletParagraphs, divide, nameOf, type Part, textOf, withoutDefinitions } from "./markdown.ts";

/** What stands below a release's heading. */
export type Entry = Pick<Release, "summary" | "components" | "sections">;

/** @throws ReleaseError TAG002 */
export function readEntry(content: readonly RootContent[], source: string): Entry {
  const deep = content.find((node) => node.type === "heading" && node.depth !== 3);
  if (deep !== undefined) throw broken(deep, `${nameOf(deep)} stands in an entry, whose sections have level 3 (###)`);
  const { before, parts } = divide(content, 3);
  const summary = withoutDefinitions(before).map((node) => {
    if (node.type !== "paragraph") throw broken(node, `a summary has paragraphs only, and this is ${nameOf(node)}`);
    return textOf(node, source);
  });

  const seen = new Set<string>();
  let components: Entry["components"] = {};
  const sections: Section[] = [];
  for (const part of parts) {
    const title = textOf(part.heading, source);
    if (seen.has(title)) throw broken(part.heading, `the section ${title} is there twice in its entry`);
    seen.add(title);
    if (title === COMPONENTS_TITLE) components = readComponents(part, source);
    else sections.push(readSection(title, part, source));
  }
  return { summary, components, sections };
}

function readSection(title: string, { heading, content }: Part, source: string): Section {
  if (!isSectionTitle(title)) {
    const allowed = [COMPONENTS_TITLE, ...SECTION_TITLES].join(", ");
    throw broken(heading, `there is no section ${JSON.stringify(title)}; allowed: ${allowed}`);
  }
  const items = bulletParagraphs(content).map((paragraph) => readItem(paragraph, source));
  if (items.length === 0) throw broken(heading, `the section ${title} has no items; write some, or leave it out`);
  return { title, items };
}

function isSectionTitle(title: string): title is SectionTitle {
  return (SECTION_TITLES as readonly string[]).includes(title);
}

function readComponents({ heading, content }: Part, source: string): Entry["components"] {
  const versions: Partial<Record<Component, string>> = {};
  for (const paragraph of bulletParagraphs(content)) {
    const { component, text } = readItem(paragraph, source);
    // Build metadata ("+…") has no place in an image's tag.
    if (component === null || semver.valid(text) !== text) {
      throw broken(paragraph, `${JSON.stringify(text)} is not a version; allowed: **<component>**: <SemVer>`);
    }
    if (versions[component] !== undefined) throw broken(paragraph, `${component} is there twice in its entry`);
    versions[component] = text;
  }
  if (Object.keys(versions).length === 0) throw broken(heading, `the section ${COMPONENTS_TITLE} names none`);
  return versions;
}

/** Bold at the beginning is for a component's name alone, so that a mistyped one cannot pass for emphasis. */
function readItem(paragraph: Paragraph, source: string): Item {
  const [bold, after] = paragraph.children;
  if (bold?.type !== "strong") return { component: null, text: textOf(paragraph, source) };
  const name = textOf(bold, source);
  if (!isComponent(name) || after?.type !== "text" || !after.value.startsWith(":")) {
    throw broken(
      paragraph,
      `bold at the beginning of an item is for "**<component>**: ", and this is ${JSON.stringify(name)}; ` +
        `components: ${COMPONENTS.join(", ")}`,
    );
  }
  const text = textOf(paragraph, source, after.position!.start.offset! + 1);
  if (text === "") throw broken(paragraph, `the item of ${name} says nothing`);
  return { component: name, text };
}
