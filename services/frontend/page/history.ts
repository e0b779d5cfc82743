import type { ExecuteRequest, ExecuteResult } from "./execute.ts";
import { failureOf } from "./failure.ts";

/** What is kept of an execution. Of its input only the beginning: the rest may be long, and is nobody else's business. */
export type HistoryEntry = {
  /** When it ended, in milliseconds since 1970. */
  readonly at: number;
  readonly tool: string;
  readonly input: string;
  /** Null for a success, else the failure's code. */
  readonly failure: string | null;
  readonly durationMs: number | null;
  readonly traceId: string | null;
  readonly version: string | null;
};

/** Executions that are kept. */
export const historyLimit = 20;

/** Characters of an input that are kept. */
const inputLength = 60;

const storageKey = "executions";

export function entryOf({ tool, input }: ExecuteRequest, result: ExecuteResult, at: number): HistoryEntry {
  return {
    at,
    tool,
    input: shorten(input),
    failure: failureOf(result)?.code ?? null,
    durationMs: result.kind === "answer" ? result.durationMs : null,
    traceId: result.kind === "no-answer" ? null : result.traceId,
    version: result.kind === "no-answer" ? null : result.answeredBy.version,
  };
}

/** The history with one more, the newest first; the oldest goes where there are too many. */
export function remember(history: readonly HistoryEntry[], entry: HistoryEntry): HistoryEntry[] {
  return [entry, ...history].slice(0, historyLimit);
}

/**
 * The storage for the history: the tab's own. It outlives a reload, by which a user may get the page's other version, and
 * the way to the start page and back; it ends with the tab and is in no other. Undefined where the browser allows none: the
 * history is then as old as the page.
 */
export function tabStorage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}

/** What an earlier page of this tab has kept. Anything that is no history, as of another version, is left out. */
export function readHistory(storage: Storage | undefined): HistoryEntry[] {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(storageKey) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isEntry).slice(0, historyLimit) : [];
  } catch {
    return [];
  }
}

/** Storage that is full keeps what it had; the page shows the whole history all the same. */
export function keepHistory(storage: Storage | undefined, history: readonly HistoryEntry[]): void {
  try {
    storage?.setItem(storageKey, JSON.stringify(history));
  } catch {}
}

function shorten(input: string): string {
  const characters = [...input.trim().replaceAll(/\s+/g, " ")];
  return characters.length > inputLength ? `${characters.slice(0, inputLength - 1).join("")}…` : characters.join("");
}

function isEntry(value: unknown): value is HistoryEntry {
  if (typeof value !== "object" || value === null) return false;
  const { at, tool, input, failure, durationMs, traceId, version } = value as Record<string, unknown>;
  const isTextOrNull = (field: unknown) => field === null || typeof field === "string";
  return (
    typeof at === "number" &&
    Number.isFinite(at) &&
    typeof tool === "string" &&
    typeof input === "string" &&
    (durationMs === null || typeof durationMs === "number") &&
    [failure, traceId, version].every(isTextOrNull)
  );
}
