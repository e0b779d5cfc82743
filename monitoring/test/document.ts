import fs from "node:fs";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toString as textOf } from "mdast-util-to-string";

/** A Markdown document of docs/. */
export class Document {
  readonly #text: string;
  readonly #nodes: readonly Nodes[];

  constructor(name: string) {
    this.#text = fs.readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");
    this.#nodes = fromMarkdown(this.#text).children;
  }

  /** Texts of the headings, of one depth or of all. */
  headings(depth?: number): string[] {
    return this.#nodes.flatMap((node) =>
      node.type === "heading" && (depth === undefined || node.depth === depth) ? [textOf(node)] : [],
    );
  }

  /** Contents of the fenced blocks of a language. */
  blocks(language: string): string[] {
    return this.#nodes.flatMap((node) => (node.type === "code" && node.lang === language ? [node.value] : []));
  }

  /** Everything, as one line of Markdown. */
  prose(): string {
    return this.#text.replaceAll(/\s+/g, " ");
  }

  /** The rows of the first table after a heading, as cells of Markdown, without the head of the table. */
  table(heading: string): string[][] {
    const [, section] = this.#text.split(`# ${heading}\n`);
    if (section === undefined) throw new Error(`there is no heading "${heading}"`);
    const lines = section.split("\n");
    const first = lines.findIndex((line) => line.startsWith("|---"));
    const after = lines.slice(first + 1);
    return after
      .slice(
        0,
        after.findIndex((line) => !line.startsWith("|")),
      )
      .map((line) =>
        line
          .slice(1, -1)
          .split("|")
          .map((cell) => cell.trim()),
      );
  }
}
