import type { Check } from "../../verdict.ts";
import type { SeenExecution, Visit } from "./visit.ts";

/** auto: where there is a browser. required: nothing passes without. off: never. */
export const BROWSER_DEMANDS = ["auto", "required", "off"] as const;

export type BrowserDemand = (typeof BROWSER_DEMANDS)[number];

/** What the visit is held to. */
export interface Expected {
  /** Revision of the page. */
  readonly revision: string;
  /** Whether ping must be answered with pong; else any answer will do. */
  readonly bypassLlm: boolean;
  /** For the form to be there, and for a result to be shown after it, in seconds. */
  readonly timeoutSeconds: number;
  /** Where and how, as somebody would repeat it. */
  readonly query: string;
}

/** A page that shows one error has often many. */
const SHOWN = 3;

/** Nobody looked. That passes unless a browser is required, and says what is not known for it. */
export function judgeUnseen(revision: string, demand: BrowserDemand, reason: string): Check[] {
  return [
    {
      name: nameOf(revision),
      outcome: demand === "required" ? "error" : "pass",
      value: "NOT CHECKED",
      note:
        `what the page does in a browser was not checked: ${reason}` +
        (demand === "required" ? "; gates.frontend.browser is required" : ""),
    },
  ];
}

/** There is a browser and it did not do its work: nothing is known of the page, whatever was demanded. */
export function judgeBroken(revision: string, reason: string): Check[] {
  const remedy = "mend the browser, or set gates.frontend.browser to off to go without";
  return [{ name: nameOf(revision), outcome: "error", note: `${reason}; ${remedy}` }];
}

/** What a user saw. */
export function judgeVisit(visit: Visit, expected: Expected): Check[] {
  const { revision, timeoutSeconds, query } = expected;
  const { form, execution, consoleErrors, requests, failedRequests, screenshot } = visit;
  const check = (name: string, good: boolean, value: string, limit: string): Check => ({
    name: `${name} of ${revision}`,
    outcome: good ? "pass" : "fail",
    value,
    limit,
    query,
  });
  return [
    check(
      "page in a browser",
      form.kind === "ready" && form.revision === revision,
      form.kind === "ready" ? `form of ${form.revision}` : form.reason,
      `the form of ${revision} within ${timeoutSeconds} s`,
    ),
    {
      ...check(
        "ping in a browser",
        isRight(execution, expected),
        describeExecution(execution, timeoutSeconds),
        `${expected.bypassLlm ? '"pong"' : "an output"} and the answer's trace id within ${timeoutSeconds} s`,
      ),
      ...(screenshot.kind === "kept"
        ? { screenshot: screenshot.file }
        : { note: `no screenshot: ${screenshot.reason}` }),
    },
    check("console in a browser", consoleErrors.length === 0, list(consoleErrors, "no error"), "no error"),
    check(
      "requests in a browser",
      failedRequests.length === 0,
      list(failedRequests, `${requests} answered`),
      "none failed",
    ),
  ];
}

function nameOf(revision: string): string {
  return `page in a browser of ${revision}`;
}

function isRight(execution: SeenExecution, { bypassLlm }: Expected): boolean {
  if (execution.kind !== "output") return false;
  const { output, traceId, answeredTraceId } = execution;
  return (bypassLlm ? output === "pong" : output.trim() !== "") && traceId !== "" && traceId === answeredTraceId;
}

function describeExecution(execution: SeenExecution, timeoutSeconds: number): string {
  switch (execution.kind) {
    case "not tried":
      return "not tried without the form";
    case "output": {
      const { output, traceId, answeredTraceId } = execution;
      const other = traceId === answeredTraceId ? "" : `, but the answer's is ${answeredTraceId || "missing"}`;
      return `${JSON.stringify(output.slice(0, 100))}, trace id ${traceId || "missing"}${other}`;
    }
    case "failure":
      return `the page shows ${execution.code}: ${execution.message}`;
    case "no result":
      return (
        `nothing shown within ${timeoutSeconds} s of pressing Execute; ` +
        `${execution.request === "sent" ? "the page had called /ai/execute" : "the page called nobody"} (${execution.reason})`
      );
  }
}

function list(found: readonly string[], none: string): string {
  if (found.length === 0) return none;
  const more = found.length > SHOWN ? `; ${found.length - SHOWN} more` : "";
  return `${found.slice(0, SHOWN).join("; ")}${more}`;
}
