import type { EngineEvent, StepMetadata, SummaryEvent } from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import { diagnosticText } from "./diagnostics.ts";
import type { DisplayOptions, LineDisplay } from "./display.ts";
import { OPERATIONS } from "./operations.ts";
import { packTable, remediationLines, violationLines } from "./policies.ts";
import { differenceLines, propertyLines } from "./properties.ts";
import { summaryLines } from "./summary.ts";
import { isDefaultProvider, STACK_TYPE, stackUrn } from "./urn.ts";

/** `--diff`: each resource that changes with its properties, old → new. */
export class DiffDisplay implements LineDisplay {
  readonly #options: DisplayOptions;
  readonly #errored = new Set<string>();
  #policyPacks: SummaryEvent["PolicyPacks"] = {};
  #stack: StepMetadata | undefined;

  constructor(options: DisplayOptions) {
    this.#options = options;
  }

  lines(event: EngineEvent): string[] {
    if ("resourcePreEvent" in event) {
      return this.#stepLines(event.resourcePreEvent.metadata);
    }
    if ("resOutputsEvent" in event && event.resOutputsEvent.metadata.type === STACK_TYPE) {
      this.#stack = event.resOutputsEvent.metadata;
    }
    if ("diagnosticEvent" in event) {
      const { urn, severity } = event.diagnosticEvent;
      if (severity === "error") {
        this.#errored.add(urn ?? stackUrn(this.#options.project, this.#options.stack));
      }
      const text = diagnosticText(event.diagnosticEvent, this.#options.palette);
      return text === "" ? [] : text.split("\n");
    }
    if ("policyEvent" in event) {
      return violationLines(event.policyEvent, this.#options.palette);
    }
    if ("policyRemediationEvent" in event) {
      return remediationLines(event.policyRemediationEvent);
    }
    if ("summaryEvent" in event) {
      this.#policyPacks = event.summaryEvent.PolicyPacks;
    }
    return [];
  }

  #stepLines(step: StepMetadata): string[] {
    const root = step.type === STACK_TYPE;
    if ((step.op === "same" && !root) || isDefaultProvider(step.urn)) {
      return [];
    }
    const indent = root ? 0 : 1;
    const edge = " ".repeat(4 * indent);
    const id = step.old?.id || step.new?.id || "";
    const head = this.#options.palette.operation(step.op, `${OPERATIONS[step.op].sign}${step.type}: (${step.op})`);
    return [
      `${edge}${head}`,
      ...(id === "" ? [] : [`${edge}    [id=${id}]`]),
      `${edge}    [urn=${step.urn}]`,
      ...inputLines(step, indent + 1),
    ];
  }

  end(result: DeploymentResult): string[] {
    const run = { preview: this.#options.preview, durationSeconds: result.durationSeconds };
    const { palette } = this.#options;
    return [
      ...this.#outputLines(),
      ...summaryLines(result.changes, this.#errored.size, run, palette),
      ...packTable(this.#policyPacks, palette),
    ];
  }

  /** Everything is shown as it comes. */
  abandoned(): string[] {
    return [];
  }

  #outputLines(): string[] {
    const step = this.#stack;
    if (step === undefined || step.new === null || this.#options.suppressOutputs) {
      return [];
    }
    const before = step.old?.outputs;
    const lines =
      before === undefined
        ? propertyLines(step.new.outputs, 1)
        : differenceLines(before, step.new.outputs, 1, !this.#options.preview);
    return lines.length === 0 ? [] : ["    --outputs:--", ...lines];
  }
}

function inputLines(step: StepMetadata, indent: number): string[] {
  if (step.old !== null && step.new !== null) {
    return step.op === "same" ? [] : differenceLines(step.old.inputs, step.new.inputs, indent, false);
  }
  const only = step.new ?? step.old;
  return only === null ? [] : propertyLines(only.inputs, indent);
}
