import type { Heading, Node, Paragraph, RootContent, Strong } from "mdast";
import { ReleaseError } from "../../../errors/release-error.ts";

/** A heading with what follows it until the next heading of its level. */
export interface Part {
  readonly heading: Heading;
  readonly content: readonly RootContent[];
}

/** An error that names the line. */
export function broken(node: Node, complaint: string): ReleaseError {
  return new ReleaseError("TAG002", `CHANGELOG.md, line ${node.position!.start.line}: ${complaint}`);
}

/** Divides at headings of a level; `before` is what precedes the first of them. */
export function divide(
  nodes: readonly RootContent[],
  depth: Heading["depth"],
): { readonly before: readonly RootContent[]; readonly parts: readonly Part[] } {
  const isHeading = (node: RootContent): node is Heading => node.type === "heading" && node.depth === depth;
  const first = nodes.findIndex(isHeading);
  const before = first === -1 ? nodes : nodes.slice(0, first);
  const parts: { readonly heading: Heading; readonly content: RootContent[] }[] = [];
  for (const node of nodes.slice(before.length)) {
    if (isHeading(node)) parts.push({ heading: node, content: [] });
    else parts.at(-1)!.content.push(node);
  }
  return { before, parts };
}

/**
 * The Markdown within a node, as it is in the file, on one line: the file wraps its lines, and a release page would show
 * each line break.
 *
 * @param from offset in the source; default: where the text begins
 */
export function textOf(node: Heading | Paragraph | Strong, source: string, from?: number): string {
  const [first, last] = [node.children[0], node.children.at(-1)];
  if (first === undefined || last === undefined) return "";
  const text = source.slice(from ?? first.position!.start.offset!, last.position!.end.offset!);
  return text.trim().replace(/[ \t]*\r?\n[ \t]*/g, " ");
}

/** The one paragraph that each point of bullet lists consists of. */
export function bulletParagraphs(nodes: readonly RootContent[]): Paragraph[] {
  return withoutDefinitions(nodes).flatMap((node) => {
    if (node.type !== "list" || node.ordered) {
      throw broken(node, `a section has bullet lists only, and this is ${nameOf(node)}; make it an item`);
    }
    return node.children.map((item) => {
      const [paragraph, other] = item.children;
      if (paragraph?.type === "paragraph" && other === undefined) return paragraph;
      throw broken(other ?? paragraph ?? item, "an item is one paragraph, nothing else; make it shorter, or two items");
    });
  });
}

/** Definitions of link targets may stand anywhere and show nothing. */
export function withoutDefinitions(nodes: readonly RootContent[]): RootContent[] {
  return nodes.filter(({ type }) => type !== "definition");
}

export function nameOf(node: RootContent): string {
  if (node.type === "heading") return `a heading of level ${node.depth}`;
  if (node.type === "list") return node.ordered ? "a numbered list" : "a bullet list";
  return `Markdown of the kind "${node.type}"`;
}
