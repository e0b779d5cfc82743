import type { StoredResource } from "../../backend/deployment.ts";
import { nameOf, STACK_TYPE } from "../../deployment/state/urn.ts";
import { tableLines } from "../table.ts";

interface Node {
  readonly resource: StoredResource;
  readonly children: Node[];
}

/** A resource's line before the table gives it its width, and what stands below it. */
interface Row {
  readonly cells: readonly [type: string, name: string];
  readonly below: readonly string[];
}

/**
 * Lines of a table of a stack's resources, each below its parent.
 *
 * @param indent spaces in front of each line
 */
export function resourceTree(
  resources: readonly StoredResource[],
  { showUrns, showIds }: { readonly showUrns: boolean; readonly showIds: boolean },
  indent: number,
): string[] {
  const about = ({ urn, id }: StoredResource): string[] => [
    ...(showUrns ? [`URN: ${urn}`] : []),
    ...(showIds && typeof id === "string" && id !== "" ? [`ID: ${id}`] : []),
  ];
  const rowsOf = ({ resource, children }: Node, before: string, branch: string): Row[] => {
    const inside = before + (branch === "├─ " ? "│  " : branch === "└─ " ? "   " : "");
    const below = about(resource).map((text) => `${inside}${children.length > 0 ? "│  " : "   "}${text}`);
    return [
      { cells: [before + branch + resource.type, nameOf(resource.urn)], below },
      ...children.flatMap((child, index) => rowsOf(child, inside, index === children.length - 1 ? "└─ " : "├─ ")),
    ];
  };
  const rows = rootsOf(resources).flatMap((root) => rowsOf(root, "", ""));
  const [header = "", ...lines] = tableLines(
    ["TYPE", "NAME"],
    rows.map(({ cells }) => cells),
    indent,
  );
  const margin = " ".repeat(indent);
  return [
    header,
    ...lines.flatMap((line, index) => [line, ...(rows[index]?.below ?? []).map((text) => margin + text)]),
  ];
}

/** The stack with everything below it; what has no parent is taken for the stack's child. Without a stack, all of them. */
function rootsOf(resources: readonly StoredResource[]): Node[] {
  const nodes = resources.map((resource): Node => ({ resource, children: [] }));
  const byUrn = new Map(nodes.map((node) => [node.resource.urn, node]));
  const stack = nodes.find(({ resource }) => resource.type === STACK_TYPE);
  const parentOf = ({ resource }: Node): Node | undefined => byUrn.get(resource.parent ?? "");
  for (const node of nodes) {
    parentOf(node)?.children.push(node);
  }
  const orphans = nodes.filter((node) => node !== stack && parentOf(node) === undefined);
  if (stack === undefined) {
    return orphans;
  }
  stack.children.push(...orphans);
  return [stack];
}
