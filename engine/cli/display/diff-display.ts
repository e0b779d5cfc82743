import type { EngineEvent, StepMetadata, StepStateMetadata, SummaryEvent } from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import type { Urn } from "../../deployment/state/snapshot.ts";
import { isDefaultProvider, nameOf, STACK_TYPE } from "../../deployment/state/urn.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { diagnosticText } from "./diagnostics.ts";
import type { DisplayOptions, LineDisplay } from "./display.ts";
import { isForgetting, isPartOfReplacement, OPERATIONS } from "./operations.ts";
import { outputLines, tellingOutputs } from "./outputs.ts";
import { packTable, remediationLines, violationLines } from "./policies.ts";
import { linesOfDifference, propertyLines } from "./properties.ts";
import { type Difference, differenceByProvider, differenceOfProperties } from "./property-difference.ts";
import { durationLines, summaryLines } from "./summary.ts";

/** `--diff`: each resource that changes with its properties, old → new. */
export class DiffDisplay implements LineDisplay {
  readonly #options: DisplayOptions;
  readonly #steps = new Map<Urn, StepMetadata>();
  #errored = 0;
  #policyPacks: SummaryEvent["PolicyPacks"] = {};

  constructor(options: DisplayOptions) {
    this.#options = options;
  }

  lines(event: EngineEvent): string[] {
    const { palette } = this.#options;
    if ("resourcePreEvent" in event) {
      return this.#begins(event.resourcePreEvent.metadata);
    }
    if ("resOutputsEvent" in event) {
      return this.#ends(event.resOutputsEvent.metadata);
    }
    if ("resOpFailedEvent" in event) {
      this.#errored++;
    }
    if ("diagnosticEvent" in event) {
      const text = diagnosticText(event.diagnosticEvent, palette);
      return text === "" ? [] : text.split("\n");
    }
    if ("policyEvent" in event) {
      return violationLines(event.policyEvent, palette);
    }
    if ("policyRemediationEvent" in event) {
      return remediationLines(event.policyRemediationEvent, palette);
    }
    if ("summaryEvent" in event) {
      this.#policyPacks = event.summaryEvent.PolicyPacks;
    }
    return [];
  }

  #begins(step: StepMetadata): string[] {
    this.#steps.set(step.urn, step);
    // What a refresh comes to is known when it ends.
    if (step.op === "refresh" || !this.#isShown(step)) {
      return [];
    }
    return [...this.#headLines(step), ...this.#propertyLines(step, false)];
  }

  #ends(step: StepMetadata): string[] {
    if (!this.#isShown(step)) {
      return [];
    }
    const refreshed = this.#steps.get(step.urn)?.op === "refresh";
    if (refreshed && step.op === "update") {
      return [...this.#headLines(step), ...this.#propertyLines(step, true)];
    }
    const lines = this.#options.suppressOutputs ? [] : this.#outputLines(step, refreshed);
    const indent = this.#depth(step) + 1;
    const title = this.#options.palette.operation(step.op, `${" ".repeat(4 * indent)}--outputs:--`);
    return [...(refreshed ? this.#headLines(step) : []), ...(lines.length === 0 ? [] : [title, ...lines])];
  }

  #isShown(step: StepMetadata): boolean {
    if (step.type === STACK_TYPE) {
      return true;
    }
    const part = isPartOfReplacement(step.op) && step.logical !== true;
    const unchanged = step.op === "same" && step.old?.protect === step.new?.protect && !this.#options.showSames;
    return !part && !unchanged && !isForgetting(step.op) && !isDefaultProvider(step.urn);
  }

  /** How many of the resources above it are shown. */
  #depth(step: StepMetadata): number {
    const parent = this.#steps.get((step.new ?? step.old)?.parent ?? "");
    return parent === undefined ? 0 : this.#depth(parent) + (this.#isShown(parent) ? 1 : 0);
  }

  #headLines(step: StepMetadata): string[] {
    const { palette } = this.#options;
    const indent = " ".repeat(4 * this.#depth(step));
    const id = step.old?.id ?? "";
    const created = step.op === "create" || step.op === "delete" ? step.op : "same";
    const details = [...(id === "" ? [] : [`[id=${id}]`]), `[urn=${step.urn}]`, ...providerText(step)];
    return [
      indent + palette.operation(step.op, `${OPERATIONS[step.op].sign}${step.type}: (${step.op}${flags(step)}`),
      ...details.map((text) => palette.operation(created, `${indent}    ${text}`)),
    ];
  }

  #propertyLines(step: StepMetadata, refresh: boolean): string[] {
    const { palette } = this.#options;
    const indent = this.#depth(step) + 1;
    const { op, old, new: now } = step;
    if (op === "same") {
      return [];
    }
    if (old === null || now === null) {
      return propertyLines(now === null ? (old?.inputs ?? {}) : knownProperties(now), indent, palette, op);
    }
    const found = differenceByProvider(step, refresh) ?? differenceOfStates(old, now, step.diffs);
    return linesOfDifference(found, indent, palette, "everywhere");
  }

  #outputLines(step: StepMetadata, refreshed: boolean): string[] {
    const indent = this.#depth(step) + 1;
    if (step.type === STACK_TYPE) {
      return outputLines(step.old?.outputs, step.new?.outputs ?? {}, this.#options);
    }
    // What a preview does not read it cannot know.
    const known = !this.#options.preview || refreshed || step.op === "read" || step.op === "read-replacement";
    return known ? tellingOutputs(step, refreshed, indent, this.#options) : [];
  }

  end(result: DeploymentResult): string[] {
    const { preview, palette } = this.#options;
    return [
      ...summaryLines(result.changes, this.#errored, preview, palette),
      ...packTable(this.#policyPacks, palette),
      ...durationLines(result.durationSeconds, preview, palette),
    ];
  }

  /** Everything is shown as it comes. */
  abandoned(): string[] {
    return [];
  }
}

/** Outputs say all; before a step is done there are only inputs. */
function knownProperties({ inputs, outputs }: StepStateMetadata): PropertyMap {
  return Object.keys(outputs).length > 0 ? outputs : inputs;
}

/** @param named the properties that the provider says have changed; all of them where it does not say */
function differenceOfStates(
  old: StepStateMetadata,
  now: StepStateMetadata,
  named: readonly string[] | undefined,
): ReadonlyMap<string, Difference> {
  if (Object.keys(now.outputs).length > 0) {
    return differenceOfProperties(old.outputs, now.outputs);
  }
  const found = differenceOfProperties(old.inputs, now.inputs);
  return named === undefined ? found : new Map([...found].filter(([key]) => named.includes(key)));
}

/** Which provider does the step, where it is not the default one, and which did before. */
function providerText({ old, new: now, provider }: StepMetadata): string[] {
  if (provider === "") {
    return [];
  }
  if (old !== null && now !== null && old.provider !== now.provider) {
    return [`[provider: ${old.provider} => ${now.provider}]`];
  }
  return nameOf(provider.slice(0, provider.lastIndexOf("::"))) === "default" ? [] : [`[provider=${provider}]`];
}

/** Ends the parenthesis of the operation. */
function flags({ op, old, new: now }: StepMetadata): string {
  const leaves =
    old?.retainOnDelete === true && ["delete", "replace", "create-replacement", "delete-replaced"].includes(op);
  const unprotected = now !== null && now.protect !== true && old?.protect === true;
  const isProtected = now?.protect === true || old?.protect === true;
  return `${leaves ? "[retain]" : ""})${unprotected ? " 🔓" : isProtected ? " 🔒" : ""}`;
}
