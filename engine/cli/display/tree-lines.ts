import { cut, widthOf } from "./columns.ts";
import type { Palette } from "./palette.ts";
import type { ResourceRow, ResourceRows } from "./resource-rows.ts";
import { isDone, isUnderway, type RowView, rowCells } from "./row-cells.ts";
import { painted, type Span } from "./spans.ts";
import { rowsThatFit, type TreeRow, treeRows } from "./tree.ts";

/** What is drawn of a deployment. */
export interface TreeView {
  readonly preview: boolean;
  readonly showSames: boolean;
  readonly palette: Palette;
  /** What was said to the person at the terminal, beside the deployment. */
  readonly announcements: readonly string[];
  /** Milliseconds, on the clock of the rows. */
  readonly now: number;
  /** The operation has come to its end: all is shown, however high the terminal is. */
  readonly over: boolean;
  /** Of the terminal, in columns and lines. */
  readonly width: number;
  readonly height: number;
}

type Cells = readonly (readonly Span[])[];

/** Dots that grow by one a second and begin again say that something goes on. */
const LONGEST_DOTS = 3;
/** Between columns. */
const GAP = 2;
/** Of what a resource says, at least so much must be seen beside it. */
const LEAST_INFO_COLUMNS = 16;
const STATUS_COLUMN = 3;

/** A deployment as a table whose first column is the tree of its resources. Pure: the same lines for the same arguments. */
export function treeLines(rows: ResourceRows, view: TreeView): string[] {
  const tree = treeRows(rows.all, rows.root);
  if (tree.length === 0) {
    return [];
  }
  const { preview, palette, now, over } = view;
  const failed = rows.all.some((row) => row.failed);
  const rowView: RowView = {
    root: rows.root,
    preview,
    palette,
    now,
    over,
    // After a failure people need to know which part it was.
    replacementsAsOne: !failed && (preview || over),
    errorsFirst: true,
  };
  const narrow = isTooNarrow(
    tree.map((row) => cellsOf(row, rowView)),
    view,
  );
  const said = narrow ? saidBelow(tree, rowView) : [];
  const below = linesBelow(rows, said, view);
  // The last line of a terminal is the cursor's, the first of the tree its headings.
  const room = over ? Number.POSITIVE_INFINITY : Math.max(0, view.height - 2 - below.length);
  const shown =
    tree.length <= room ? tree : rowsThatFit(tree, Math.max(0, room - 1), (row) => isUnderway(row, rowView));
  const cells = shown.map((row) => cellsOf(row, rowView, narrow));
  const hasInfo = cells.some((row) => row.at(-1)?.length !== 0);
  const table: Cells[] = [headings(preview, hasInfo, palette), ...cells];
  const left = tree.length - shown.length;
  const lines = [...aligned(table), ...(left === 0 ? [] : [[{ text: `     … ${left} more` }]]), ...below];
  // A terminal of a line or two has no room even for the headings.
  return (over ? lines : lines.slice(0, Math.max(0, view.height - 1))).map((line) =>
    painted(cut(line, view.width - 1)),
  );
}

function headings(preview: boolean, hasInfo: boolean, palette: Palette): Cells {
  const heading = (text: string) => [{ text, paint: palette.columnHeading }];
  const status = preview ? "Plan" : "Status";
  return [[], heading("Type"), heading("Name"), heading(status), hasInfo ? heading("Info") : []];
}

/** @param narrow types without their package, and what was said elsewhere */
function cellsOf({ row, branch }: TreeRow, view: RowView, narrow = false): Cells {
  const { sign, type: whole, name, status, info: told } = rowCells(row, view);
  const [type, info] = narrow ? [whole.slice(whole.lastIndexOf(":") + 1), []] : [whole, told];
  const dots = { text: dotsOf(row, view), ...(status.paint === undefined ? {} : { paint: status.paint }) };
  return [[sign], [{ text: branch + type }], [{ text: name }], [status, dots], info];
}

/** Whether what resources say would be cut off, or their state too. At the end all of it is told below the tree. */
function isTooNarrow(cells: readonly Cells[], { width, over }: TreeView): boolean {
  if (over || cells.every((row) => widthOf(row.at(-1) ?? []) === 0)) return false;
  return (
    widthsOf(cells)
      .slice(0, STATUS_COLUMN + 1)
      .reduce((sum, column) => sum + column + GAP, 1) +
      LEAST_INFO_COLUMNS >
    width
  );
}

/** What those that are under way have said last, each on a line of its own. */
function saidBelow(tree: readonly TreeRow[], view: RowView): Span[][] {
  const lines = tree.flatMap(({ row }): Span[][] => {
    const { name, info } = rowCells(row, view);
    if (widthOf(info) === 0 || (row.urn !== view.root && !isUnderway(row, view))) return [];
    return [[{ text: row.urn === view.root ? "  " : `  ${name}: ` }, ...info]];
  });
  return lines.length === 0 ? [] : [[], ...lines];
}

function dotsOf(row: ResourceRow, view: RowView): string {
  const moves = isUnderway(row, view) || (row.urn === view.root && !isDone(row, view));
  const seconds = Math.floor((view.now - (row.startedAt ?? view.now)) / 1000);
  return moves ? ".".repeat(seconds % (LONGEST_DOTS + 1)) : "";
}

/** How wide each column's widest cell is, with room for the dots. */
function widthsOf(table: readonly Cells[]): number[] {
  const columns = Math.max(...table.map(({ length }) => length));
  return Array.from({ length: columns }, (_, column) => {
    const widest = Math.max(...table.map((row) => widthOf(row[column] ?? [])));
    return column === STATUS_COLUMN ? widest + LONGEST_DOTS : widest;
  });
}

/** Lines with each column as wide as its widest cell. */
function aligned(table: readonly Cells[]): Span[][] {
  const widths = widthsOf(table);
  return table.map((row) => {
    const last = row.findLastIndex((cell) => widthOf(cell) > 0);
    const cells = row.slice(0, last + 1).flatMap((cell, column) => {
      const padding = column === last ? 0 : (widths[column] ?? 0) - widthOf(cell) + GAP;
      return [...cell, { text: " ".repeat(padding) }];
    });
    return [{ text: " " }, ...cells];
  });
}

/**
 * What is not about one resource: how many need nothing, and what was said beside the deployment; and what resources say, where
 * there is no room beside them. What does not fit is left out as a whole.
 */
function linesBelow(
  rows: ResourceRows,
  said: Span[][],
  { over, showSames, palette, announcements, height }: TreeView,
): Span[][] {
  const countsSames = !over && !showSames && rows.sameCount > 0;
  const sames: Span[][] = countsSames
    ? [[], [{ text: "Resources:", paint: palette.heading }], [{ text: `    ${rows.sameCount} unchanged` }]]
    : [];
  const messages: Span[][] =
    announcements.length === 0
      ? []
      : [
          [],
          [{ text: "System Messages", paint: (text: string) => palette.severity("warning", text) }],
          ...announcements.map((line) => [{ text: `  ${line}` }]),
        ];
  let left = over ? Number.POSITIVE_INFINITY : Math.floor(height / 3);
  const kept = new Set<Span[][]>();
  for (const part of [messages, said, sames]) {
    if (part.length > left) continue;
    kept.add(part);
    left -= part.length;
  }
  return [sames, messages, said].filter((part) => kept.has(part)).flat();
}
