import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import type { PropertyValue } from "../../deployment/values/property-value.ts";

/** A text that holds a list or an object in another notation. */
export interface DecodedText {
  readonly notation: "json" | "yaml";
  readonly value: PropertyValue;
}

/** Reads a text as JSON or, where it has several lines, as YAML. Undefined when it is a text and no more. */
export function decodedText(text: string): DecodedText | undefined {
  const json = decoded(() => JSON.parse(text));
  if (json !== undefined) {
    return { notation: "json", value: json };
  }
  // A single line as `key: value` is most likely prose.
  const yaml = /[\r\n]/.test(text.trim()) ? decoded(() => parse(text, { logLevel: "error" })) : undefined;
  return yaml === undefined ? undefined : { notation: "yaml", value: yaml };
}

/** Undefined for what cannot be read, and for what is neither list nor object. */
function decoded(read: () => unknown): PropertyValue | undefined {
  let value: unknown;
  try {
    value = read();
  } catch {
    return undefined;
  }
  // YAML knows more than properties can be: dates, keys that are lists.
  const plain: unknown = typeof value === "object" && value !== null ? JSON.parse(JSON.stringify(value)) : undefined;
  return plain !== undefined && isDeepStrictEqual(plain, value) ? (plain as PropertyValue) : undefined;
}

/** A line of a text that changed, or of what stands around it. */
export interface LineChange {
  readonly kind: "same" | "added" | "deleted";
  readonly line: string;
}

/** Lines of one text × lines of the other, as far as they are compared: 4 bytes each. */
const MOST_COMPARED = 4_000_000;
/** How many lines around a change are shown. */
const CONTEXT = 2;

/** What became of a text's lines; blank ones and those far from a change are left out, the latter with `...`. */
export function lineChanges(before: string, after: string): LineChange[] {
  return runs(aligned(before.split("\n"), after.split("\n"))).flatMap((run, index, all) => {
    const lines = run.filter(({ line }) => line.trim() !== "");
    const first = index === 0;
    const last = index === all.length - 1;
    const shown = (first ? 0 : CONTEXT) + (last ? 0 : CONTEXT);
    if (lines[0]?.kind !== "same" || lines.length <= shown + 1) {
      return lines;
    }
    const gap: LineChange = { kind: "same", line: "..." };
    return [...(first ? [] : lines.slice(0, CONTEXT)), gap, ...(last ? [] : lines.slice(-CONTEXT))];
  });
}

/** Neighbours of one kind together. */
function runs(changes: readonly LineChange[]): LineChange[][] {
  const result: LineChange[][] = [];
  for (const change of changes) {
    const run = result.at(-1);
    if (run !== undefined && run[0]?.kind === change.kind) {
      run.push(change);
    } else {
      result.push([change]);
    }
  }
  return result;
}

/** Keeps a longest common subsequence. */
function aligned(before: readonly string[], after: readonly string[]): LineChange[] {
  const head = before.findIndex((line, index) => line !== after[index]);
  const start = head === -1 ? Math.min(before.length, after.length) : head;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) {
    end++;
  }
  const same = (line: string): LineChange => ({ kind: "same", line });
  return [
    ...before.slice(0, start).map(same),
    ...changedLines(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

function changedLines(before: readonly string[], after: readonly string[]): LineChange[] {
  if (before.length * after.length > MOST_COMPARED) {
    return [
      ...before.map((line): LineChange => ({ kind: "deleted", line })),
      ...after.map((line): LineChange => ({ kind: "added", line })),
    ];
  }
  // `lengths[i][j]`: how many lines `before` from `i` and `after` from `j` on have in common.
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  const length = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (row !== undefined) {
        row[j] = before[i] === after[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
      }
    }
  }
  const changes: LineChange[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const [left, right] = [before[i], after[j]];
    if (left !== undefined && left === right) {
      changes.push({ kind: "same", line: left });
      i++;
      j++;
    } else if (left !== undefined && (right === undefined || length(i + 1, j) >= length(i, j + 1))) {
      changes.push({ kind: "deleted", line: left });
      i++;
    } else if (right !== undefined) {
      changes.push({ kind: "added", line: right });
      j++;
    }
  }
  return changes;
}
