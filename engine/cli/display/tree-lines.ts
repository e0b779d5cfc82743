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
  const below = linesBelow(rows, view);
  // The last line of a terminal is the cursor's, the first of the tree its headings.
  const room = over ? Number.POSITIVE_INFINITY : Math.max(0, view.height - 2 - below.length);
  const shown =
    tree.length <= room ? tree : rowsThatFit(tree, Math.max(0, room - 1), (row) => isUnderway(row, rowView));
  const cells = shown.map((row) => cellsOf(row, rowView));
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

function cellsOf({ row, branch }: TreeRow, view: RowView): Cells {
  const { sign, type, name, status, info } = rowCells(row, view);
  const dots = { text: dotsOf(row, view), ...(status.paint === undefined ? {} : { paint: status.paint }) };
  return [[sign], [{ text: branch + type }], [{ text: name }], [status, dots], info];
}

function dotsOf(row: ResourceRow, view: RowView): string {
  const moves = isUnderway(row, view) || (row.urn === view.root && !isDone(row, view));
  const seconds = Math.floor((view.now - (row.startedAt ?? view.now)) / 1000);
  return moves ? ".".repeat(seconds % (LONGEST_DOTS + 1)) : "";
}

/** Lines with each column as wide as its widest cell. */
function aligned(table: readonly Cells[]): Span[][] {
  const statusColumn = 3;
  const columns = Math.max(...table.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, column) => {
    const widest = Math.max(...table.map((row) => widthOf(row[column] ?? [])));
    return column === statusColumn ? widest + LONGEST_DOTS : widest;
  });
  return table.map((row) => {
    const last = row.findLastIndex((cell) => widthOf(cell) > 0);
    const cells = row.slice(0, last + 1).flatMap((cell, column) => {
      const padding = column === last ? 0 : (widths[column] ?? 0) - widthOf(cell) + GAP;
      return [...cell, { text: " ".repeat(padding) }];
    });
    return [{ text: " " }, ...cells];
  });
}

/** What is not about one resource: how many need nothing, and what was said beside the deployment. */
function linesBelow(rows: ResourceRows, { over, showSames, palette, announcements, height }: TreeView): Span[][] {
  const countsSames = !over && !showSames && rows.sameCount > 0;
  const sames = [[], [{ text: "Resources:", paint: palette.heading }], [{ text: `    ${rows.sameCount} unchanged` }]];
  const messages = [
    [],
    [{ text: "System Messages", paint: (text: string) => palette.severity("warning", text) }],
    ...announcements.map((line) => [{ text: `  ${line}` }]),
  ];
  const most = over ? Number.POSITIVE_INFINITY : Math.floor(height / 3);
  // What does not fit is left out as a whole; what was said is more to the point than a count.
  const below = [...(countsSames ? sames : []), ...(announcements.length > 0 ? messages : [])];
  return below.length <= most ? below : announcements.length > 0 && messages.length <= most ? messages : [];
}
