import type { Code, Heading, Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { slugger } from "./slug.ts";

/** A fenced code block. */
export interface Fence {
  /** First word of the info string; empty where there is none. */
  readonly language: string;
  /** The other words of the info string. */
  readonly marks: readonly string[];
  readonly text: string;
  /** Line of the fence itself; the text begins on the next one. */
  readonly line: number;
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

/** What a Markdown file has that can be true or not. Lines count from 1. */
export interface Document {
  /** Path from the project root. */
  readonly file: string;
  readonly fences: readonly Fence[];
  /** Lines at which indented code blocks begin. */
  readonly indented: readonly number[];
  /** Targets of links, images and definitions. */
  readonly links: readonly Link[];
  /** What a link to a heading of this file may name. */
  readonly anchors: ReadonlySet<string>;
}

export function parseDocument(file: string, source: string): Document {
  const fences: Fence[] = [];
  const indented: number[] = [];
  const links: Link[] = [];
  const anchors = new Set<string>();
  const slug = slugger();
  visit(fromMarkdown(source), (node) => {
    const { line, offset = 0 } = node.position!.start;
    if (node.type === "code") {
      if (/^(```|~~~)/.test(source.slice(offset))) fences.push(fenceOf(node, line));
      else indented.push(line);
    }
    if (node.type === "heading") anchors.add(slug(headingText(node)));
    if (node.type === "link" || node.type === "image" || node.type === "definition") {
      links.push({ target: node.url, line });
    }
  });
  return { file, fences, indented, links, anchors };
}

function fenceOf({ lang, meta, value }: Code, line: number): Fence {
  return { language: lang ?? "", marks: meta?.split(/\s+/).filter((word) => word !== "") ?? [], text: value, line };
}

function headingText(heading: Heading): string {
  let text = "";
  visit(heading, (node) => {
    if (node.type === "text" || node.type === "inlineCode") text += node.value;
  });
  return text;
}

/** Every node with those below it, in the order of the source. */
function visit(node: Nodes, see: (node: Nodes) => void): void {
  see(node);
  if ("children" in node) for (const child of node.children) visit(child, see);
}
