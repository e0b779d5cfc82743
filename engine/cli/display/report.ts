import type { EngineEvent, PolicyEvent, PolicyRemediationEvent, StepMetadata } from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import { nameOf, stackUrn, typeOf } from "../../deployment/state/urn.ts";
import { diagnosticTexts } from "./diagnostics.ts";
import type { DisplayOptions } from "./display.ts";
import { outputLines } from "./outputs.ts";
import { isMandatoryViolated, policyLines } from "./policies.ts";
import type { ResourceRow } from "./resource-rows.ts";
import { durationLines, summaryLines } from "./summary.ts";

/** What is told when an operation is over: policies, diagnostics, outputs, counts. */
export class Report {
  readonly #options: DisplayOptions;
  #policyPacks: Readonly<Record<string, string>> = {};
  readonly #violations: PolicyEvent[] = [];
  readonly #remediations: PolicyRemediationEvent[] = [];
  /** The stack's step once its outputs are known. */
  #stackOutputs: StepMetadata | undefined;

  constructor(options: DisplayOptions) {
    this.#options = options;
  }

  /** Takes in what happened. */
  apply(event: EngineEvent): void {
    if ("policyEvent" in event) {
      this.#violations.push(event.policyEvent);
    } else if ("policyRemediationEvent" in event) {
      this.#remediations.push(event.policyRemediationEvent);
    } else if ("summaryEvent" in event) {
      this.#policyPacks = event.summaryEvent.PolicyPacks;
    } else if ("resOutputsEvent" in event) {
      const { project, stack } = this.#options;
      const { metadata } = event.resOutputsEvent;
      this.#stackOutputs = metadata.urn === stackUrn(project, stack) ? metadata : this.#stackOutputs;
    }
  }

  lines(rows: readonly ResourceRow[], result: DeploymentResult): string[] {
    const errored = rows.filter(({ diagnostics }) => diagnostics.some(({ severity }) => severity === "error")).length;
    const { palette, preview } = this.#options;
    const policies = { packs: this.#policyPacks, violations: this.#violations, remediations: this.#remediations };
    return [
      ...policyLines(policies, palette),
      ...this.diagnosticLines(rows),
      ...this.#outputLines(),
      // As in the CLI, so that a violation is the last thing that people see.
      ...(isMandatoryViolated(policies)
        ? []
        : [
            ...summaryLines(result.changes, errored, preview, palette),
            ...durationLines(result.durationSeconds, preview, palette),
            "",
          ]),
    ];
  }

  diagnosticLines(rows: readonly ResourceRow[]): string[] {
    const { palette } = this.#options;
    const blocks = rows.flatMap((row) => {
      const streams = diagnosticTexts(row.diagnostics, palette);
      const lines = streams.flatMap((texts) => [...texts.flatMap(indented), ""]);
      return lines.length === 0 ? [] : [`  ${palette.resource(`${typeOf(row.urn)} (${nameOf(row.urn)}):`)}`, ...lines];
    });
    return blocks.length === 0 ? [] : [palette.heading("Diagnostics:"), ...blocks];
  }

  /** An update shows all outputs, a preview those that change. */
  #outputLines(): string[] {
    const step = this.#stackOutputs;
    if (step?.new === undefined || step.new === null || this.#options.suppressOutputs) {
      return [];
    }
    const lines = outputLines(step.old?.outputs, step.new.outputs, this.#options);
    return lines.length === 0 ? [] : [this.#options.palette.heading("Outputs:"), ...lines, ""];
  }
}

function indented(text: string): string[] {
  return text.split("\n").map((line) => `    ${line}`.trimEnd());
}
