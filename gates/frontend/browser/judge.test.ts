import { describe, expect, it } from "vitest";
import { describeFailure, verdictOf } from "../../verdict.ts";
import { judgeBroken, judgeUnseen, judgeVisit } from "./judge.ts";
import type { SeenExecution, Visit } from "./visit.ts";

const REVISION = "frontend-1.1.0-abc123";
const EXPECTED = { revision: REVISION, bypassLlm: true, timeoutSeconds: 15, query: "http://g/exec-sandbox" };
const PONG: SeenExecution = { kind: "output", output: "pong", traceId: "t-1", answeredTraceId: "t-1" };
const FIT: Visit = {
  form: { kind: "ready", revision: REVISION },
  execution: PONG,
  consoleErrors: [],
  requests: 4,
  failedRequests: [],
  screenshot: { kind: "kept", file: ".canary/local/screenshots/1.png" },
};

const failureOf = (visit: Partial<Visit>, expected = EXPECTED) =>
  describeFailure(verdictOf(judgeVisit({ ...FIT, ...visit }, expected)));
const outcomeOf = (visit: Partial<Visit>, expected = EXPECTED) =>
  verdictOf(judgeVisit({ ...FIT, ...visit }, expected)).outcome;

describe("a visit", () => {
  it("passes with pong, the answer's trace id and nothing to complain about, and names its picture", () => {
    const checks = judgeVisit(FIT, EXPECTED);
    expect(verdictOf(checks).outcome).toBe("pass");
    expect(checks.map(({ name, value }) => [name, value])).toEqual([
      [`page in a browser of ${REVISION}`, `form of ${REVISION}`],
      [`ping in a browser of ${REVISION}`, '"pong", trace id t-1'],
      [`console in a browser of ${REVISION}`, "no error"],
      [`requests in a browser of ${REVISION}`, "4 answered"],
    ]);
    expect(checks.find(({ name }) => name.startsWith("ping"))?.screenshot).toBe(".canary/local/screenshots/1.png");
  });

  it.each([
    [
      "another revision's page",
      { form: { kind: "ready", revision: "frontend-1.0.0-def456" } },
      `page in a browser of ${REVISION}: fail form of frontend-1.0.0-def456 (allowed: the form of ${REVISION} within 15 s)`,
    ],
    [
      "no form",
      {
        form: { kind: "absent", reason: "locator.waitFor: Timeout 15000ms exceeded." },
        execution: { kind: "not tried" },
      },
      "ping in a browser of frontend-1.1.0-abc123: fail not tried without the form",
    ],
    ["another output", { execution: { ...PONG, output: "ping" } }, 'fail "ping", trace id t-1'],
    ["no trace id", { execution: { ...PONG, traceId: "", answeredTraceId: "" } }, "trace id missing"],
    ["another trace id", { execution: { ...PONG, traceId: "t-2" } }, "trace id t-2, but the answer's is t-1"],
    [
      "an error that the page shows",
      { execution: { kind: "failure", code: "bad_gateway", message: "nobody there" } },
      "fail the page shows bad_gateway: nobody there",
    ],
    [
      "a button that does nothing",
      { execution: { kind: "no result", request: "not sent", reason: "Timeout" } },
      "fail nothing shown within 15 s of pressing Execute; the page called nobody (Timeout)",
    ],
    [
      "an answer that is never shown",
      { execution: { kind: "no result", request: "sent", reason: "Timeout" } },
      "the page had called /ai/execute (Timeout)",
    ],
    [
      "errors in the console",
      { consoleErrors: ["a", "b", "c", "d"] },
      `console in a browser of ${REVISION}: fail a; b; c; 1 more (allowed: no error)`,
    ],
    ["a request that fails", { failedRequests: ["GET /a.js: 404"] }, "fail GET /a.js: 404 (allowed: none failed)"],
  ] satisfies [string, Partial<Visit>, string][])("fails for %s", (_, visit, expected) => {
    expect(outcomeOf(visit)).toBe("fail");
    expect(failureOf(visit)).toContain(expected);
  });

  it("takes any output of an LLM, but not none", () => {
    const llm = { ...EXPECTED, bypassLlm: false };
    expect(outcomeOf({ execution: { ...PONG, output: "It answers." } }, llm)).toBe("pass");
    expect(outcomeOf({ execution: { ...PONG, output: " " } }, llm)).toBe("fail");
  });

  it("says why there is no picture, and fails a page for nothing of the kind", () => {
    const checks = judgeVisit({ ...FIT, screenshot: { kind: "none", reason: "disk full" } }, EXPECTED);
    expect(verdictOf(checks).outcome).toBe("pass");
    expect(checks.map(({ note }) => note)).toContain("no screenshot: disk full");
  });
});

describe("a page that nobody looked at", () => {
  it.each([
    ["auto", "pass"],
    ["off", "pass"],
    ["required", "error"],
  ] as const)("with %s is a %s that says what was not checked", (demand, outcome) => {
    const checks = judgeUnseen(REVISION, demand, "there is no browser");
    expect(checks).toMatchObject([{ name: `page in a browser of ${REVISION}`, outcome, value: "NOT CHECKED" }]);
    expect(checks[0]?.note).toContain("what the page does in a browser was not checked: there is no browser");
    expect(checks[0]?.note?.includes("gates.frontend.browser is required")).toBe(demand === "required");
  });

  it("because the browser broke is never a pass", () => {
    expect(judgeBroken(REVISION, "it hangs")).toMatchObject([
      { outcome: "error", note: expect.stringMatching(/^it hangs; .*gates\.frontend\.browser to off/) },
    ]);
  });
});
