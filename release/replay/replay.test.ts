import { describe, expect, test } from "vitest";
import type { SloLimits } from "../../gates/slo/limits.ts";
import { readStackConfig } from "../stack-config.ts";
import { parseRecording, type Recording } from "./recording.ts";
import { replay } from "./replay.ts";

const LIMITS: SloLimits = readStackConfig("no such stack").gates.slo;

const during = (windowSeconds: number) => ({ windowSeconds, scrapeSeconds: 15 });

/** Polls every 15 s of a canary with so many requests and errors in each, beside a stable one without errors. */
function record(polls: number, requests: number, errors: number): Recording {
  const sample = (name: string, revision: string, value: number, labels: Record<string, string> = {}) => ({
    labels: { __name__: name, revision, instance: revision, ...labels },
    value,
  });
  const of = (revision: string, poll: number, bad: number) => [
    sample("up", revision, 1),
    sample("ai_requests_total", revision, 1000 + poll * requests),
    sample("ai_request_errors_total", revision, poll * bad, { reason: "bad_gateway" }),
    sample("ai_request_duration_seconds_count", revision, poll * requests),
    sample("ai_request_duration_seconds_bucket", revision, poll * requests, { le: "1" }),
    sample("ai_request_duration_seconds_bucket", revision, poll * requests, { le: "2" }),
  ];
  return {
    judged: ["canary-1"],
    baseline: ["stable-1"],
    share: 0.5,
    polls: Array.from({ length: polls + 1 }, (_, poll) => ({
      elapsedSeconds: poll * 15,
      samples: [...of("canary-1", poll, errors), ...of("stable-1", poll, 0)],
    })),
  };
}

describe("replaying recorded polls", () => {
  test("says fail, and when", () => {
    const { verdict, elapsedSeconds, polls } = replay(record(60, 50, 5), LIMITS, during(1800));
    expect(verdict.outcome).toBe("fail");
    expect({ elapsedSeconds, polls }).toEqual({ elapsedSeconds: 60, polls: 4 });
  });

  test("passes when it is shown, long before the recording ends", () => {
    const { verdict, elapsedSeconds } = replay(record(120, 50, 0), LIMITS, during(1800));
    expect(verdict.outcome).toBe("pass");
    expect(elapsedSeconds).toBeLessThan(600);
  });

  test("ends with the recording, or with the window", () => {
    expect(replay(record(5, 10, 0), LIMITS, during(1800))).toMatchObject({
      verdict: { outcome: "inconclusive" },
      polls: 5,
    });
    expect(replay(record(50, 1, 0), LIMITS, during(150))).toMatchObject({
      verdict: { outcome: "inconclusive" },
      polls: 10,
    });
  });

  test("takes the other strategy", () => {
    const { verdict } = replay(record(60, 50, 0), { ...LIMITS, strategy: "thresholds" }, during(1800));
    expect(verdict.outcome).toBe("pass");
  });
});

describe("a recording", () => {
  test("is read from JSON", () => {
    const recording = record(2, 1, 0);
    expect(parseRecording(JSON.stringify(recording), "r.json")).toEqual(recording);
  });

  test.each([
    ["{", /RPL001: r\.json is no JSON/],
    ["{}", /RPL001: r\.json: judged: /],
    [JSON.stringify({ ...record(2, 1, 0), share: 1 }), /RPL001: r\.json: share: /],
    [JSON.stringify({ ...record(2, 1, 0), polls: [] }), /RPL001: r\.json: polls: /],
  ])("is refused: %s", (text, problem) => {
    expect(() => parseRecording(text, "r.json")).toThrow(problem);
  });
});
