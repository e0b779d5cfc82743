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
  /** Both as numbers, where they are shares: 0 to 1, and the value must stay below the limit. */
  readonly ratio?: { readonly value: number; readonly limit: number };
  /** Size of the sample that `value` rests on. */
  readonly samples?: number;
  /** How many of `samples` were the release's own requests. */
  readonly probes?: number;
  /** Size of the stable side's sample, where the two are compared. */
  readonly stableSamples?: number;
  /** How many times likelier what was seen is if the check should fail; it fails from `eValueLimit` on, at any look. */
  readonly eValue?: number;
  readonly eValueLimit?: number;
  /** What the true value may be, as shares. */
  readonly interval?: readonly [lower: number, upper: number];
  /** The time that was looked at, ISO 8601. */
  readonly range?: readonly [from: string, to: string];
  /** The query or request that shows it. */
  readonly query?: string;
  /** For a person: why the outcome is what it is. */
  readonly note?: string;
  /** File of the picture that shows it, in the stack's run folder. */
  readonly screenshot?: string;
}

export const OUTCOMES = ["pass", "fail", "inconclusive", "error"] as const;

/** `inconclusive`: too little data to tell. `error`: it could not be measured. */
export type Outcome = (typeof OUTCOMES)[number];

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
export function describeCheck({
  name,
  outcome,
  value,
  limit,
  samples,
  query,
  note,
  screenshot,
  ...evidence
}: Check): string {
  const seen = value === undefined ? "" : ` ${value}`;
  const allowed = limit === undefined ? "" : ` (allowed: ${limit})`;
  const beside = evidence.stableSamples === undefined ? "" : ` beside ${evidence.stableSamples} of stable`;
  const own = evidence.probes === undefined ? "" : `, ${evidence.probes} of them probes,`;
  const size = samples === undefined ? "" : ` over ${samples} requests${own}${beside}`;
  const why = note === undefined ? "" : `; ${note}`;
  const picture = screenshot === undefined ? "" : `; screenshot: ${screenshot}`;
  const how = query === undefined || outcome === "pass" ? "" : `; query: ${query}`;
  return `${name}: ${outcome}${seen}${allowed}${size}${describeEvidence(evidence)}${why}${picture}${how}`;
}

/** A line for each check. One query of many checks is long, so only the last of those that name it does. */
export function describeChecks(checks: readonly Check[]): string[] {
  const isNamedLater = (query: string, index: number) =>
    checks.some((check, later) => later > index && check.query === query && check.outcome !== "pass");
  return checks.map((check, index) =>
    describeCheck(
      check.query !== undefined && isNamedLater(check.query, index) ? { ...check, query: undefined } : check,
    ),
  );
}

function describeEvidence({
  eValue,
  eValueLimit,
  interval,
}: Pick<Check, "eValue" | "eValueLimit" | "interval">): string {
  const between = interval === undefined ? "" : `, between ${interval.map(asPercent).join(" and ")}`;
  const likelier =
    eValue === undefined || eValueLimit === undefined
      ? ""
      : `, e-value ${Number(eValue.toPrecision(3))} (fails at ${Math.round(eValueLimit)})`;
  return between + likelier;
}

function asPercent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** The check that is nearest to failing by its evidence, while a gate watches; undefined where none has any. */
export function describeNearest(checks: readonly Check[]): string | undefined {
  const closeness = ({ eValue, eValueLimit }: Check) =>
    eValue === undefined || eValueLimit === undefined || eValue <= 1 ? 0 : Math.log(eValue) / Math.log(eValueLimit);
  const [nearest] = checks.toSorted((one, other) => closeness(other) - closeness(one));
  if (nearest === undefined || closeness(nearest) === 0) return undefined;
  const { name, eValue, eValueLimit } = nearest;
  return `nearest to failing: ${name}${describeEvidence({ eValue, eValueLimit })}`;
}

/** The checks that kept a verdict from being a pass, in one text. */
export function describeFailure(verdict: Verdict): string {
  const culprits = verdict.checks.filter((check) => check.outcome !== "pass");
  return culprits.length === 0 ? "nothing was checked" : describeChecks(culprits).join("; ");
}
