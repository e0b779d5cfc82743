import { fromMarkdown } from "mdast-util-from-markdown";
import type { Component } from "../component.ts";
import { type Changelog, COMPONENTS_TITLE, type Release } from "./changelog.ts";
import { type Entry, readEntry } from "./entry.ts";
import { readHeading } from "./heading.ts";
import { broken, divide, nameOf } from "./markdown.ts";

/**
 * Reads a changelog in the form of Keep a Changelog 1.1.0, held to what tags and notes can tell in full: an entry is a
 * summary and sections, a section is a bullet list, an item is one paragraph. `**<component>**: ` before an item says
 * which component it is of; the section Components gives their versions in the same way.
 *
 * @throws ReleaseError TAG002 with the line, at the first thing that is not so
 */
export function parseChangelog(source: string): Changelog {
  const root = fromMarkdown(source);
  const [title, ...rest] = root.children;
  if (title?.type !== "heading" || title.depth !== 1) {
    throw broken(title ?? root, "the file does not begin with its title; write it so: # Changelog");
  }
  const { before, parts } = divide(rest, 2);
  const stray = before.find(({ type }) => type === "heading");
  if (stray !== undefined)
    throw broken(stray, `${nameOf(stray)} stands before any release; a release has level 2 (##)`);

  const releases: Release[] = [];
  for (const { heading, content } of parts) {
    const head = readHeading(heading, source);
    const entry = readEntry(content, source);
    if (head.kind === "unreleased") {
      if (heading !== parts[0]?.heading)
        throw broken(heading, "[Unreleased] is not the first entry, or is there twice");
      continue;
    }
    const { title, version, date } = head;
    if (releases.some((release) => release.title === title)) throw broken(heading, `[${title}] is there twice`);
    const newer = releases.at(-1);
    if (newer !== undefined && newer.date < date) {
      throw broken(heading, `[${title}] of ${date} stands below [${newer.title}] of ${newer.date}; newest first`);
    }
    if (entry.summary.length === 0) throw broken(heading, `[${title}] has no summary, a paragraph below its heading`);
    const unnamed = unnamedComponent(entry);
    if (unnamed !== undefined) {
      throw broken(
        heading,
        `[${title}] has items of ${unnamed} and no version of it; name it under ${COMPONENTS_TITLE}`,
      );
    }
    releases.push({ title, version, date, ...entry });
  }
  return { releases };
}

function unnamedComponent({ components, sections }: Entry): Component | undefined {
  const told = sections.flatMap(({ items }) => items.flatMap(({ component }) => component ?? []));
  return told.find((component) => components[component] === undefined);
}
