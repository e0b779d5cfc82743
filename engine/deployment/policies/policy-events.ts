import type { EngineEvent } from "../events.ts";
import type { Urn } from "../state/snapshot.ts";
import type { PropertyMap } from "../values/property-value.ts";
import { blindedProperties } from "../values/secrecy.ts";
import type { PackDescription } from "./rule.ts";
import { type PolicySummary, summarize, type Violation } from "./verdict.ts";

interface Judged {
  readonly diagnostics: readonly { readonly policy: string }[];
  readonly notApplicable: readonly string[];
}

/** Tells what policies find and change. */
export class PolicyEvents {
  private readonly emit: (event: EngineEvent) => void;

  constructor(emit: (event: EngineEvent) => void) {
    this.emit = emit;
  }

  /** A pack is about to start. */
  load(): void {
    this.emit({ policyLoadEvent: {} });
  }

  violation(urn: Urn, { message, policy, pack, packVersion, level, severity }: Violation): void {
    this.emit({
      policyEvent: {
        resourceUrn: urn,
        message: `${message}\n`,
        color: "never",
        policyName: policy,
        policyPackName: pack,
        policyPackVersion: packVersion,
        policyPackVersionTag: packVersion,
        enforcementLevel: level,
        ...(severity !== undefined && { severity }),
      },
    });
  }

  /** A remediation that reads what is not known yet can only say so. */
  remediationProblem(pack: PackDescription, urn: Urn, found: { policy: string; problem: string }): void {
    this.violation(urn, {
      policy: found.policy,
      pack: pack.name,
      packVersion: pack.version,
      message: found.problem,
      level: "advisory",
      severity: undefined,
      urn,
    });
  }

  remediation(pack: PackDescription, urn: Urn, policy: string, before: PropertyMap, after: PropertyMap): void {
    this.emit({
      policyRemediationEvent: {
        resourceUrn: urn,
        color: "raw",
        policyName: policy,
        ...packFields(pack),
        before: blindedProperties(before),
        after: blindedProperties(after),
      },
    });
  }

  remediated(
    pack: PackDescription,
    urn: Urn,
    { remediations, notApplicable }: { remediations: readonly { policy: string }[]; notApplicable: readonly string[] },
  ): void {
    const summary = summarize(
      pack,
      "resource",
      remediations.map(({ policy }) => policy),
      notApplicable,
    );
    this.emit({ policyRemediateSummaryEvent: { resourceUrn: urn, ...packFields(pack), ...nonEmpty(summary) } });
  }

  analyzed(pack: PackDescription, urn: Urn, judged: Judged): void {
    const summary = summaryOf(pack, "resource", judged);
    this.emit({ policyAnalyzeSummaryEvent: { resourceUrn: urn, ...packFields(pack), ...summary } });
  }

  analyzedStack(pack: PackDescription, judged: Judged): void {
    this.emit({ policyAnalyzeStackSummaryEvent: { ...packFields(pack), ...summaryOf(pack, "stack", judged) } });
  }
}

function summaryOf(
  pack: PackDescription,
  judges: "resource" | "stack",
  { diagnostics, notApplicable }: Judged,
): Partial<PolicySummary> {
  return nonEmpty(
    summarize(
      pack,
      judges,
      diagnostics.map(({ policy }) => policy),
      notApplicable,
    ),
  );
}

function packFields({ name, version }: PackDescription) {
  return { policyPackName: name, policyPackVersion: version, policyPackVersionTag: version };
}

function nonEmpty({ passed, failed }: PolicySummary): Partial<PolicySummary> {
  return { ...(passed.length > 0 && { passed }), ...(failed.length > 0 && { failed }) };
}
