import { expect, it } from "vitest";
import { AnsweredSeconds } from "./answered-seconds.ts";
import type { LoadResult } from "./result.ts";
import { type LoadMark, summarize } from "./summary.ts";

const mark = (second: number): LoadMark => ({ at: second * 1000, sent: second * 2, skipped: 0 });

function answered(sequence: number, latencyMs: number): LoadResult {
  const sentAt = sequence * 500;
  const outcome = { kind: "response", status: 200, version: null, revision: "a", succeeded: true } as const;
  return { sequence, sentAt, finishedAt: sentAt + latencyMs, latencyMs, latenessMs: 0, outcome };
}

it("tells of a second when its slowest request is answered, and of all before it first", () => {
  const results: LoadResult[] = [];
  const seconds = new AnsweredSeconds(mark(0), (from, to) => summarize(results, from, to));
  results.push(answered(0, 10));
  expect(seconds.end(mark(1))).toEqual([]);
  results.push(answered(2, 10), answered(3, 10));
  expect(seconds.end(mark(2))).toEqual([]);
  results.push(answered(1, 1800));
  const told = seconds.answered();
  expect(told.map(({ second }) => second)).toEqual([1, 2]);
  expect(told.map(({ summary }) => summary.latencyMs?.max)).toEqual([1800, 10]);
  expect(seconds.answered()).toEqual([]);
});
