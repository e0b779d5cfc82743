import { styleText } from "node:util";
import { type Check, describeCheck, type Outcome, verdictOf } from "../../gates/verdict.ts";
import type { Subject } from "./subject.ts";

/** Checks under a title that people know. */
export interface Suite {
  readonly title: string;
  readonly checks: readonly Check[];
}

/** Paints a text; the plain form for where there are no colours. */
export type Paint = (colour: "green" | "red" | "yellow" | "bold" | "dim", text: string) => string;

/** Colours where the output is a terminal, unless NO_COLOR; FORCE_COLOR asks for them elsewhere. */
export const paintFor =
  (stream: NodeJS.WriteStream): Paint =>
  (colour, text) =>
    styleText(colour, text, { stream });

const MARKS: Readonly<Record<Outcome, readonly ["green" | "red" | "yellow", string]>> = {
  pass: ["green", "✓"],
  fail: ["red", "✗"],
  error: ["red", "✗"],
  inconclusive: ["yellow", "?"],
};

/** What is checked, and who said where it is. */
export function renderHeader(title: string, { environment, track, addresses }: Subject, paint: Paint): string {
  const width = Math.max(...addresses.map(([place]) => place.length));
  const lines = addresses.map(([place, { url, from }]) => `  ${place.padEnd(width)}  ${url}  ${paint("dim", from)}`);
  return [paint("bold", `${title}: ${environment}, track ${track}`), ...lines].join("\n");
}

export function renderSuite({ title, checks }: Suite, paint: Paint): string {
  return [paint("bold", title), ...checks.map((check) => renderCheck(check, paint))].join("\n");
}

function renderCheck(check: Check, paint: Paint): string {
  const [colour, mark] = MARKS[check.outcome];
  return `  ${paint(colour, mark)} ${describeCheck(check)}`;
}

/** The last lines: how many checks there were, and what comes of it. */
export function renderSummary(suites: readonly Suite[], paint: Paint): string {
  const checks = suites.flatMap((suite) => suite.checks);
  const { outcome } = verdictOf(checks);
  const counted = (["pass", "fail", "error", "inconclusive"] as const)
    .map((each) => [each, checks.filter((check) => check.outcome === each).length] as const)
    .filter(([each, count]) => each === "pass" || count > 0)
    .map(([each, count]) => `${count} ${WORDS[each]}`);
  const [colour] = MARKS[outcome];
  return `${paint(colour, outcome === "pass" ? "PASSED" : "FAILED")}  ${checks.length} checks: ${counted.join(", ")}`;
}

const WORDS: Readonly<Record<Outcome, string>> = {
  pass: "passed",
  fail: "failed",
  error: "could not be measured",
  inconclusive: "undecided for want of data",
};
