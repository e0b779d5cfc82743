import type {
  DiagnosticEvent,
  EngineEvent,
  PolicyEvent,
  PolicyRemediationEvent,
  StepMetadata,
  SummaryEvent,
} from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import type { Urn } from "../../deployment/state/snapshot.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { changeSummary } from "./changed-properties.ts";
import { diagnosticCounts, diagnosticText, diagnosticTexts } from "./diagnostics.ts";
import { OPERATIONS } from "./operations.ts";
import type { Palette } from "./palette.ts";
import { isMandatoryViolated, policyLines } from "./policies.ts";
import { differenceLines, propertyLines } from "./properties.ts";
import { summaryLines } from "./summary.ts";
import { isDefaultProvider, nameOf, stackUrn, typeOf } from "./urn.ts";

/** What a deployment's events are shown as: lines, in the order in which they are to be printed. */
export interface Display {
  /** @param now milliseconds, on any clock that does not jump */
  lines(event: EngineEvent, now: number): string[];
  end(result: DeploymentResult, now: number): string[];
  /** Of an operation that could not be carried out: what people have not seen yet. */
  abandoned(): string[];
}

export interface DisplayOptions {
  readonly project: string;
  readonly stack: string;
  readonly preview: boolean;
  /** Stack outputs may hold what must not be seen. */
  readonly suppressOutputs: boolean;
  readonly palette: Palette;
}

interface Row {
  readonly urn: Urn;
  step: StepMetadata | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
  failed: boolean;
  readonly diagnostics: DiagnosticEvent[];
}

/** Plain lines like the CLI's where it has no terminal: one whenever a resource's step or its last message changes. */
export class ProgressDisplay implements Display {
  readonly #options: DisplayOptions;
  readonly #root: Urn;
  readonly #rows = new Map<Urn, Row>();
  #policyPacks: SummaryEvent["PolicyPacks"] = {};
  readonly #violations: PolicyEvent[] = [];
  readonly #remediations: PolicyRemediationEvent[] = [];
  /** The stack's step once its outputs are known. */
  #stackOutputs: StepMetadata | undefined;

  constructor(options: DisplayOptions) {
    this.#options = options;
    this.#root = stackUrn(options.project, options.stack);
  }

  lines(event: EngineEvent, now: number): string[] {
    if ("resourcePreEvent" in event) {
      return this.#stepBegins(event.resourcePreEvent.metadata, now);
    }
    if ("resOutputsEvent" in event) {
      return this.#stepEnds(event.resOutputsEvent.metadata, now);
    }
    if ("resOpFailedEvent" in event) {
      const row = this.#row(event.resOpFailedEvent.metadata.urn);
      row.step = event.resOpFailedEvent.metadata;
      row.failed = true;
      row.endedAt = now;
      return [this.#rowLine(row, now)];
    }
    if ("diagnosticEvent" in event) {
      return this.#says(event.diagnosticEvent, now);
    }
    if ("policyEvent" in event) {
      this.#violations.push(event.policyEvent);
    }
    if ("policyRemediationEvent" in event) {
      this.#remediations.push(event.policyRemediationEvent);
    }
    if ("summaryEvent" in event) {
      this.#policyPacks = event.summaryEvent.PolicyPacks;
    }
    return [];
  }

  #row(urn: Urn): Row {
    const row = this.#rows.get(urn) ?? {
      urn,
      step: undefined,
      startedAt: undefined,
      endedAt: undefined,
      failed: false,
      diagnostics: [],
    };
    this.#rows.set(urn, row);
    return row;
  }

  #stepBegins(step: StepMetadata, now: number): string[] {
    const row = this.#row(step.urn);
    row.step = step;
    row.startedAt = now;
    row.endedAt = undefined;
    const hidden = (step.op === "same" && step.urn !== this.#root) || isDefaultProvider(step.urn);
    return hidden ? [] : [this.#rowLine(row, now)];
  }

  #stepEnds(step: StepMetadata, now: number): string[] {
    const row = this.#row(step.urn);
    const refreshed = row.step?.op === "refresh";
    row.step = step;
    if (step.urn === this.#root) {
      this.#stackOutputs = step;
      return [];
    }
    row.endedAt = now;
    const custom = (step.new ?? step.old)?.custom === true;
    const worthALine = refreshed || (!this.#options.preview && custom && step.op !== "same");
    return worthALine && !isDefaultProvider(step.urn) ? [this.#rowLine(row, now)] : [];
  }

  #says(event: DiagnosticEvent, now: number): string[] {
    if (event.message.trim() === "") {
      return [];
    }
    const row = this.#row(event.urn === undefined || event.urn === "" ? this.#root : event.urn);
    row.diagnostics.push(event);
    return [this.#rowLine(row, now)];
  }

  /** A row while its step is under way or has just ended: with the last thing that it said. */
  #rowLine(row: Row, now: number): string {
    const last = row.diagnostics.at(-1);
    const info = last === undefined ? "" : (diagnosticText(last, this.#options.palette).split("\n")[0] ?? "");
    return this.#formatRow(row, this.#status(row, now, false), info);
  }

  #formatRow(row: Row, status: string, info: string): string {
    const operation = row.step?.op ?? "same";
    const { palette } = this.#options;
    const changes = row.step === undefined ? "" : changeSummary(row.step);
    const sign = palette.operation(operation, OPERATIONS[operation].sign);
    const details = [changes === "" ? "" : `[${changes}]`, info].filter((text) => text !== "").join("; ");
    return ` ${sign} ${[typeOf(row.urn), nameOf(row.urn), status, details].filter((text) => text !== "").join(" ")}`;
  }

  #status(row: Row, now: number, over: boolean): string {
    const operation = row.step?.op ?? "same";
    const words = OPERATIONS[operation];
    const { palette, preview } = this.#options;
    if (row.failed) {
      return palette.severity("error", `**${operation === "same" ? "failed" : `${words.underway} failed`}**`);
    }
    if (row.urn === this.#root && operation === "same") {
      return over ? "" : "running";
    }
    if (preview) {
      return palette.operation(operation, words.plan);
    }
    if (row.endedAt === undefined && !over) {
      const elapsed = row.startedAt === undefined ? "" : ` (${Math.floor((now - row.startedAt) / 1000)}s)`;
      return words.underway === "" ? "" : palette.operation(operation, words.underway + elapsed);
    }
    if (row.endedAt === undefined && row.urn !== this.#root && words.underway !== "") {
      return palette.severity("warning", `${words.underway} (interrupted)`);
    }
    return words.done === "" ? "" : palette.operation(operation, words.done + this.#took(row, now));
  }

  #took(row: Row, now: number): string {
    if (row.startedAt === undefined) {
      return "";
    }
    const seconds = ((row.endedAt ?? now) - row.startedAt) / 1000;
    return ` (${seconds < 1 ? seconds.toFixed(2) : Math.floor(seconds)}s)`;
  }

  end(result: DeploymentResult, now: number): string[] {
    const rows = [...this.#rows.values()];
    const errored = rows.filter(({ diagnostics }) => diagnostics.some(({ severity }) => severity === "error")).length;
    const { palette, preview } = this.#options;
    const run = { preview, durationSeconds: result.durationSeconds };
    const policies = { packs: this.#policyPacks, violations: this.#violations, remediations: this.#remediations };
    return [
      ...this.#openRows(result, now),
      ...policyLines(policies, palette),
      ...this.#diagnosticLines(rows),
      ...this.#outputLines(),
      // As in the CLI, so that a violation is the last thing that people see.
      ...(isMandatoryViolated(policies) ? [] : summaryLines(result.changes, errored, run, palette)),
    ];
  }

  abandoned(): string[] {
    return this.#diagnosticLines([...this.#rows.values()]);
  }

  /** The rows of what did not come to an end, and the stack's, with all that it said counted. */
  #openRows(result: DeploymentResult, now: number): string[] {
    const { preview } = this.#options;
    return [...this.#rows.values()]
      .filter((row) => {
        const changes = !preview && row.step !== undefined && row.step.op !== "same";
        if (row.urn === this.#root) {
          // A preview has begun nothing that could have failed.
          row.failed = !preview && result.result !== "succeeded";
          return changes || row.failed || row.diagnostics.length > 0;
        }
        return changes && row.startedAt !== undefined && row.endedAt === undefined;
      })
      .map((row) => this.#formatRow(row, this.#status(row, now, true), diagnosticCounts(row.diagnostics)));
  }

  #diagnosticLines(rows: readonly Row[]): string[] {
    const blocks = rows.flatMap((row) => {
      const texts = diagnosticTexts(
        row.diagnostics.filter(({ ephemeral }) => ephemeral !== true),
        this.#options.palette,
      );
      const lines = texts.flatMap((text) => text.split("\n").map((line) => `    ${line}`.trimEnd()));
      return texts.length === 0 ? [] : [`  ${typeOf(row.urn)} (${nameOf(row.urn)}):`, ...lines, ""];
    });
    return blocks.length === 0 ? [] : [this.#options.palette.heading("Diagnostics:"), ...blocks];
  }

  /** An update shows all outputs, a preview those that change. */
  #outputLines(): string[] {
    const step = this.#stackOutputs;
    if (step?.new === undefined || step.new === null || this.#options.suppressOutputs) {
      return [];
    }
    const lines = outputLines(step.old?.outputs, step.new.outputs, this.#options.preview);
    return lines.length === 0 ? [] : [this.#options.palette.heading("Outputs:"), ...lines, ""];
  }
}

function outputLines(before: PropertyMap | undefined, after: PropertyMap, preview: boolean): string[] {
  return before === undefined ? propertyLines(after, 1) : differenceLines(before, after, 1, !preview);
}
