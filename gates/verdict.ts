/** What a gate says. Only `pass` lets traffic rise; data that is missing or cannot be had is never a pass. */

/** One thing that a gate looked at, with everything needed to check it again. */
export interface Check {
  /** What was looked at: "error rate", "health of ai-pipeline-1.1.0-a1b2c3". */
  readonly name: string;
  readonly outcome: Outcome;
  /** What was seen. Absent where nothing could be. */
  readonly value?: number | string;
  /** What is allowed, in the words of the check: "< 1 %". */
  readonly limit?: string;
  /** Size of the sample that `value` rests on. */
  readonly samples?: number;
  /** The query or request that shows it. */
  readonly query?: string;
  /** For a person: why the outcome is what it is. */
  readonly note?: string;
}

/** `inconclusive`: too little data to tell. `error`: it could not be measured. */
export type Outcome = "pass" | "fail" | "inconclusive" | "error";

export interface Verdict {
  readonly outcome: Outcome;
  readonly checks: readonly Check[];
}

/** Worst first: a gate's outcome is the first of these that one of its checks has. */
const SEVERITY: readonly Outcome[] = ["fail", "error", "inconclusive", "pass"];

/** A gate without a check has seen nothing: that is inconclusive, not a pass. */
export function verdictOf(checks: readonly Check[]): Verdict {
  const outcome = SEVERITY.find((candidate) => checks.some((check) => check.outcome === candidate)) ?? "inconclusive";
  return { outcome, checks };
}

/** One line for a check: name, what was seen, what is allowed, on how much. */
export function describeCheck({ name, outcome, value, limit, samples, query, note }: Check): string {
  const seen = value === undefined ? "" : ` ${value}`;
  const allowed = limit === undefined ? "" : ` (allowed: ${limit})`;
  const size = samples === undefined ? "" : ` over ${samples} requests`;
  const why = note === undefined ? "" : `; ${note}`;
  const how = query === undefined || outcome === "pass" ? "" : `; query: ${query}`;
  return `${name}: ${outcome}${seen}${allowed}${size}${why}${how}`;
}

/** The checks that kept a verdict from being a pass, in one text. */
export function describeFailure(verdict: Verdict): string {
  const culprits = verdict.checks.filter((check) => check.outcome !== "pass");
  return culprits.length === 0 ? "nothing was checked" : culprits.map(describeCheck).join("; ");
}
