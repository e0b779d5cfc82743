import type { EnforcementLevel, PackDescription, Policy, Severity } from "./rule.ts";

/** What a policy reports. */
export interface Diagnostic {
  readonly policy: string;
  readonly pack: string;
  readonly packVersion: string;
  /** With the policy's description in front. */
  readonly message: string;
  readonly level: EnforcementLevel;
  readonly severity: Severity | undefined;
  /** The resource that a stack policy points at; undefined when it names none. */
  readonly urn: string | undefined;
}

/** A diagnostic as people get to see it. */
export type Violation = Diagnostic & { readonly level: "advisory" | "mandatory" };

/**
 * What the policies say of a resource or a stack.
 *
 * - `allowed`: nothing mandatory is violated.
 * - `violated`: the operation goes on, so that people see all violations, and fails in the end.
 * - `refused`: the resource must not be touched, and nothing after it is begun.
 */
export interface Verdict {
  readonly outcome: "allowed" | "violated" | "refused";
  readonly violations: readonly Violation[];
}

/**
 * What diagnostics about a resource mean for its step, before the resource is touched. A preview refuses nothing: it
 * goes on to show the rest.
 */
export function judgeResource(diagnostics: readonly Diagnostic[], preview: boolean): Verdict {
  const violations = violationsOf(diagnostics);
  const mandatory = violations.some(({ level }) => level === "mandatory");
  return { outcome: mandatory ? (preview ? "violated" : "refused") : "allowed", violations };
}

/** What diagnostics about a whole stack mean: everything is done already, so nothing can be refused. */
export function judgeStack(diagnostics: readonly Diagnostic[]): Verdict {
  const violations = violationsOf(diagnostics);
  return { outcome: violations.some(({ level }) => level === "mandatory") ? "violated" : "allowed", violations };
}

function violationsOf(diagnostics: readonly Diagnostic[]): Violation[] {
  return diagnostics.flatMap((diagnostic) => {
    const { level } = diagnostic;
    if (level === "disabled") return [];
    // What a remediation did not mend is a violation like any other.
    return [{ ...diagnostic, level: level === "remediate" ? "mandatory" : level }];
  });
}

/** Which of a pack's enabled policies passed and which reported something, in the order of their names. */
export interface PolicySummary {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

/**
 * @param policies with the levels that they are configured with
 * @param reported the policies that reported something
 * @param notApplicable the policies that do not concern what was judged
 */
export function summarize(
  { policies }: Pick<PackDescription, "policies">,
  judges: NonNullable<Policy["judges"]>,
  reported: readonly string[],
  notApplicable: readonly string[],
): PolicySummary {
  const failed = [...new Set(reported)].sort();
  const passed = policies
    .filter((policy) => policy.level !== "disabled" && (policy.judges ?? judges) === judges)
    .map(({ name }) => name)
    .filter((name) => !failed.includes(name) && !notApplicable.includes(name))
    .sort();
  return { passed, failed };
}
