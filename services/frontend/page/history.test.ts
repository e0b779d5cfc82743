import { describe, expect, it } from "vitest";
import type { ExecuteResult } from "./execute.ts";
import { entryOf, type HistoryEntry, historyLimit, keepHistory, readHistory, remember } from "./history.ts";

const RESULT: ExecuteResult = {
  kind: "answer",
  output: "pong",
  error: null,
  traceId: "t-1",
  durationMs: 12.4,
  answeredBy: { version: "3.0.1", revision: "automation-service-3.0.1-abc" },
};

function entry(at: number): HistoryEntry {
  return entryOf({ tool: "echo", input: "ping" }, RESULT, at);
}

/** As a browser's, with room for so many characters. */
function storageWith(value: string | null, room = Number.POSITIVE_INFINITY): Storage {
  let kept = value;
  return {
    getItem: () => kept,
    setItem: (_key: string, next: string) => {
      if (next.length > room) throw new DOMException("full", "QuotaExceededError");
      kept = next;
    },
  } as unknown as Storage;
}

describe("an entry", () => {
  it("says what was executed, what became of it and who did it", () => {
    expect(entry(5)).toEqual({
      at: 5,
      tool: "echo",
      input: "ping",
      failure: null,
      durationMs: 12.4,
      traceId: "t-1",
      version: "3.0.1",
    });
    const nobody: ExecuteResult = { kind: "no-answer", reason: "unreachable", message: "refused" };
    expect(entryOf({ tool: "echo", input: "ping" }, nobody, 5)).toMatchObject({
      failure: "network_error",
      durationMs: null,
      traceId: null,
      version: null,
    });
  });

  it("keeps the beginning of a long input, in whole characters and on one line", () => {
    const { input } = entryOf({ tool: "echo", input: ` a\n b ${"🐤".repeat(100)}` }, RESULT, 1);
    expect(input).toBe(`a b ${"🐤".repeat(55)}…`);
    expect([...input]).toHaveLength(60);
  });
});

it("the history has its newest first, and is bounded", () => {
  const history = Array.from({ length: 30 }, (_, at) => entry(at)).reduce<HistoryEntry[]>(remember, []);
  expect(history).toHaveLength(historyLimit);
  expect(history.map(({ at }) => at).slice(0, 2)).toEqual([29, 28]);
});

describe("storage", () => {
  it("gives back what was kept", () => {
    const storage = storageWith(null);
    keepHistory(storage, [entry(2), entry(1)]);
    expect(readHistory(storage)).toEqual([entry(2), entry(1)]);
  });

  it("is believed only what is a history", () => {
    expect(readHistory(storageWith("<html>"))).toEqual([]);
    expect(readHistory(storageWith("{}"))).toEqual([]);
    const foreign = [null, 5, {}, { ...entry(1), at: "x" }, { ...entry(1), version: 3 }, entry(1)];
    expect(readHistory(storageWith(JSON.stringify(foreign)))).toEqual([entry(1)]);
    const many = Array.from({ length: 30 }, (_, at) => entry(at));
    expect(readHistory(storageWith(JSON.stringify(many)))).toHaveLength(historyLimit);
  });

  it("that is full, or that a browser does not give, stops nothing", () => {
    const full = storageWith(JSON.stringify([entry(1)]), 10);
    keepHistory(full, [entry(2)]);
    expect(readHistory(full)).toEqual([entry(1)]);
    keepHistory(undefined, [entry(1)]);
    expect(readHistory(undefined)).toEqual([]);
  });
});
