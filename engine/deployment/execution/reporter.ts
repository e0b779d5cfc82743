import { stripVTControlCharacters } from "node:util";
import type { DiagnosticEvent, EngineEvent, ResourceChanges, StepOperation } from "../events.ts";
import type { Urn } from "../state/snapshot.ts";
import type { Step } from "../steps/step.ts";
import type { FailedOutcome } from "../wire/provider-error.ts";
import { isCounted, isInternal, metadataOf, operationOf, resourceOf } from "./step-metadata.ts";

/** As Pulumi's events number what a failed step has done. */
const FAILED_STATUS: Readonly<Record<FailedOutcome, number>> = { untouched: 0, partial: 1, uncertain: 2 };

/** Says what happens, and counts it. */
export class Reporter {
  readonly changes: ResourceChanges = {};
  /** True when nobody can tell what a failed call did. */
  maybeCorrupt = false;
  private readonly emit: (event: EngineEvent) => void;
  private readonly preview: boolean;
  private readonly refreshOnly: boolean;
  private steps = 0;

  constructor(options: { emit: (event: EngineEvent) => void; preview: boolean; refreshOnly: boolean }) {
    this.emit = options.emit;
    this.preview = options.preview;
    this.refreshOnly = options.refreshOnly;
  }

  diagnostic(severity: DiagnosticEvent["severity"], message: string, more: Partial<DiagnosticEvent> = {}): void {
    const plain = stripVTControlCharacters(message);
    this.emit({ diagnosticEvent: { ...more, severity, message: plain, color: "never" } });
  }

  error(message: string, urn?: Urn): void {
    this.diagnostic("error", message, { urn });
  }

  started(step: Step): void {
    if (isInternal(step)) return;
    this.emit({ resourcePreEvent: { metadata: metadataOf(asBegun(step)), ...(this.preview && { planning: true }) } });
  }

  /** @param found what a refresh came to */
  done(step: Step, found: StepOperation | undefined): void {
    if (isInternal(step)) return;
    const ofRefresh = this.refreshOnly && found !== undefined;
    const op = ofRefresh ? found : operationOf(step);
    if (ofRefresh || isCounted(step)) {
      this.steps++;
      this.changes[op] = (this.changes[op] ?? 0) + 1;
    }
    if (this.preview || resourceOf(step).custom || op === "delete" || step.op === "refresh") this.outputs(step, op);
  }

  /** The outputs of a component, which come after its step. */
  outputs(step: Step, op: StepOperation = operationOf(step)): void {
    if (!isInternal(step)) {
      this.emit({ resOutputsEvent: { metadata: metadataOf(step, op), ...(this.preview && { planning: true }) } });
    }
  }

  failed(step: Step, message: string, outcome: FailedOutcome): void {
    const urn = isInternal(step) ? undefined : resourceOf(step).urn;
    this.error(this.preview ? `Preview failed: ${message}` : message, urn);
    if (this.preview) return;
    if (outcome === "uncertain") this.maybeCorrupt = true;
    const status = FAILED_STATUS[outcome];
    this.emit({ resOpFailedEvent: { metadata: metadataOf(asBegun(step)), status, steps: this.steps } });
  }
}

/** Until a refresh knows better, everything is as it was; what is left alone has its id from the state in the end. */
function asBegun(step: Step): Step {
  if (step.op === "leave") return { ...step, new: { ...step.new, id: "" } };
  return step.op === "refresh" ? { ...step, new: step.old } : step;
}
