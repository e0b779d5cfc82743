import type { Urn } from "../../deployment/state/snapshot.ts";
import type { ResourceRow } from "./resource-rows.ts";

/** A row with its place in the tree of resources. */
export interface TreeRow {
  readonly row: ResourceRow;
  /** Lines that lead to it, as `│  └─ `. */
  readonly branch: string;
  /** The nearest first, the stack last. */
  readonly ancestors: readonly Urn[];
}

interface Node {
  readonly row: ResourceRow;
  readonly children: readonly Node[];
  /** When it came into view: with its first descendant that did, if not by itself. */
  readonly order: number;
}

/**
 * The rows under their parents, the stack first, siblings in the order in which they came into view. Rows of no interest
 * are there where they have children that are shown; a row whose parent is not known is the stack's child.
 */
export function treeRows(rows: readonly ResourceRow[], root: Urn): TreeRow[] {
  const known = new Set(rows.map(({ urn }) => urn));
  const byParent = Map.groupBy(
    rows.filter(({ urn }) => urn !== root),
    ({ parent }) => (known.has(parent) ? parent : root),
  );
  const nodeOf = (row: ResourceRow): Node => {
    const children = (byParent.get(row.urn) ?? [])
      .map(nodeOf)
      .filter(({ order }) => order !== Number.POSITIVE_INFINITY)
      .sort((a, b) => a.order - b.order);
    const order = Math.min(row.shownAs ?? Number.POSITIVE_INFINITY, ...children.map((child) => child.order));
    return { row, children, order };
  };
  const stack = rows.find(({ urn }) => urn === root);
  return stack === undefined ? [] : flatten(nodeOf(stack), "", "", []);
}

function flatten({ row, children }: Node, branch: string, below: string, ancestors: readonly Urn[]): TreeRow[] {
  const path = [row.urn, ...ancestors];
  return [
    { row, branch, ancestors },
    ...children.flatMap((child, index) =>
      index === children.length - 1
        ? flatten(child, `${below}└─ `, `${below}   `, path)
        : flatten(child, `${below}├─ `, `${below}│  `, path),
    ),
  ];
}

/**
 * The rows that are shown where there is no room for all: what is under way, then what failed, each with those above it
 * in the tree as far as they fit, then what has ended last. They stay in their order.
 *
 * @param room how many rows there is room for, ≥ 0
 */
export function rowsThatFit(
  rows: readonly TreeRow[],
  room: number,
  isUnderway: (row: ResourceRow) => boolean,
): readonly TreeRow[] {
  if (rows.length <= room) {
    return rows;
  }
  const byUrn = new Map(rows.map((row) => [row.row.urn, row]));
  const ofInterest = [
    // The longest wait first.
    ...rows.filter(({ row }) => isUnderway(row)).sort((a, b) => (a.row.startedAt ?? 0) - (b.row.startedAt ?? 0)),
    ...rows.filter(({ row }) => row.failed),
  ];
  const above = ofInterest.flatMap(({ ancestors }) => ancestors.flatMap((urn) => byUrn.get(urn) ?? []));
  const latest = [...rows].sort((a, b) => (b.row.endedAt ?? 0) - (a.row.endedAt ?? 0));
  const chosen = new Set([...new Set([...ofInterest, ...above, ...latest])].slice(0, room));
  return rows.filter((row) => chosen.has(row));
}
