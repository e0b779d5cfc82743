import type { Outcome } from "../../../gates/verdict.ts";
import type { LoadResult } from "../../../lab/load/result.ts";
import type { StepRecord, TimedEvent } from "../record.ts";
import type { RevisionNames } from "../revision-names.ts";
import type { Expectation, Step } from "../story.ts";

/** Names as short as can be: releases have nothing in common here, but for the page of `broken`. */
export const NAMES: RevisionNames = {
  steady: { automationService: "auto-1", aiPipeline: "pipe-1", frontend: "page-1" },
  next: { automationService: "auto-2", aiPipeline: "pipe-2", frontend: "page-2" },
  broken: { automationService: "auto-3", aiPipeline: "pipe-3", frontend: "page-2" },
  unstartable: { automationService: "auto-4", aiPipeline: "pipe-2", frontend: "page-2" },
};

const QUIET: Expectation = { ends: { kind: "well" }, gates: {}, stands: { steady: 100 } };

export function stepOf(expect: Partial<Expectation>, more: Partial<Step> = {}): Step {
  return {
    id: "1",
    title: "a step",
    command: "up",
    asked: { stable: "steady", canaryPercent: 0 },
    holdSeconds: 1,
    ...more,
    expect: { ...QUIET, ...expect },
  };
}

/** A step from one second to another, in which all went as it should. */
export function recordOf(step: Step, from: number, to: number, more: Partial<StepRecord> = {}): StepRecord {
  return {
    step,
    startedAt: from * 1000,
    endedAt: to * 1000,
    exitCode: 0,
    output: "",
    loadPerCpu: 1,
    weights: {
      automationService: { "auto-1": 100 },
      aiPipeline: { "pipe-1": 100 },
      frontend: { "page-1": 100 },
    },
    pids: { before: {}, after: {} },
    ...more,
  };
}

/** A request that a revision answered well, 5 ms after it was sent. */
export function answered(revision: string | null, atSeconds: number, status = 200, afterMs = 5): LoadResult {
  const succeeded = status === 200;
  return finished(atSeconds, afterMs, { kind: "response", status, version: null, revision, succeeded });
}

export function unanswered(code: string, atSeconds: number): LoadResult {
  return finished(atSeconds, 5, { kind: "no-response", code });
}

function finished(atSeconds: number, latencyMs: number, outcome: LoadResult["outcome"]): LoadResult {
  const sentAt = atSeconds * 1000;
  return { sequence: 0, sentAt, finishedAt: sentAt + latencyMs, latencyMs, latenessMs: 0, outcome };
}

export function moved(atSeconds: number): TimedEvent {
  return { event: "weights moved", weights: {}, at: atSeconds * 1000 };
}

export function restored(atSeconds: number): TimedEvent {
  return { event: "weights restored", by: "shift", reason: "", at: atSeconds * 1000 };
}

export function decided(gate: string, outcome: Outcome, atSeconds: number): TimedEvent {
  return { event: "gate decided", gate, subject: "", outcome, checks: [], at: atSeconds * 1000 };
}
