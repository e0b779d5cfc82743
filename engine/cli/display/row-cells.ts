import type { DiagnosticEvent, StepMetadata, StepOperation } from "../../deployment/events.ts";
import type { Urn } from "../../deployment/state/snapshot.ts";
import { nameOf, typeOf } from "../../deployment/state/urn.ts";
import { changeSummary } from "./changed-properties.ts";
import { diagnosticCounts, severityPrefix } from "./diagnostics.ts";
import { isPartOfReplacement, OPERATIONS } from "./operations.ts";
import type { Palette } from "./palette.ts";
import type { ResourceRow } from "./resource-rows.ts";
import type { Span } from "./spans.ts";

/** What is shown of a row. */
export interface RowCells {
  /** Two columns wide. */
  readonly sign: Span;
  readonly type: string;
  readonly name: string;
  /** Empty where there is nothing to say. */
  readonly status: Span;
  readonly info: readonly Span[];
}

/** What a row's text depends on besides the row. */
export interface RowView {
  readonly root: Urn;
  readonly preview: boolean;
  readonly palette: Palette;
  /** Milliseconds, on the clock of the rows. */
  readonly now: number;
  /** The operation has come to its end. */
  readonly over: boolean;
  /** The parts of a replacement are shown as one. */
  readonly replacementsAsOne: boolean;
  /** Of what a resource has said, its last error is shown, else its last message; otherwise the last message. */
  readonly errorsFirst: boolean;
}

export function rowCells(row: ResourceRow, view: RowView): RowCells {
  const operation = shownOperation(row, view);
  const paint = isDone(row, view) ? view.palette.operation : view.palette.underway;
  return {
    sign: { text: OPERATIONS[operation].sign, paint: (text) => paint(operation, text) },
    type: typeOf(row.urn),
    name: nameOf(row.urn),
    status: status(row, operation, view),
    info: info(row, view),
  };
}

/** False while something may still be heard of the row. The stack's is done when all is. */
export function isDone(row: ResourceRow, { over, root }: RowView): boolean {
  return over || row.failed || (row.urn !== root && row.endedAt !== undefined);
}

/** True for what people wait for. */
export function isUnderway(row: ResourceRow, view: RowView): boolean {
  return !isDone(row, view) && row.startedAt !== undefined && row.step !== undefined && row.step.op !== "same";
}

/** True when nobody knows how the row's step went. Components may come to their end without a word. */
function isInterrupted(row: ResourceRow, { over, preview }: RowView): boolean {
  const state = row.step?.new ?? row.step?.old;
  return over && !preview && state?.custom === true && row.startedAt !== undefined && row.endedAt === undefined;
}

function shownOperation(row: ResourceRow, { replacementsAsOne }: RowView): StepOperation {
  const operation = row.step?.op ?? "same";
  return replacementsAsOne && isPartOfReplacement(operation) ? "replace" : operation;
}

function status(row: ResourceRow, operation: StepOperation, view: RowView): Span {
  const { palette, preview, now } = view;
  const words = OPERATIONS[operation];
  const painted = (text: string): Span => ({ text, paint: (it) => palette.operation(operation, it) });
  if (!row.failed && isInterrupted(row, view) && words.underway !== "") {
    return { text: `${words.underway} (interrupted)`, paint: (it) => palette.severity("warning", it) };
  }
  if (isDone(row, view)) {
    if (preview) {
      return painted(words.planned ?? words.plan);
    }
    if (row.failed || hasError(row)) {
      const text = `**${operation === "same" ? "failed" : `${words.underway} failed`}**`;
      return { text, paint: (it) => palette.severity("error", it) };
    }
    return painted(words.done === "" ? "" : words.done + took(row));
  }
  const underway = (text: string): Span => ({ text, paint: (it) => palette.underway(operation, it) });
  if (row.urn === view.root && operation === "same") {
    return underway("running");
  }
  if (preview) {
    return underway(words.plan);
  }
  const elapsed = row.startedAt === undefined ? "" : ` (${Math.floor((now - row.startedAt) / 1000)}s)`;
  return underway(words.underway === "" ? "" : words.underway + elapsed);
}

function took({ startedAt, endedAt }: ResourceRow): string {
  if (startedAt === undefined || endedAt === undefined) {
    return "";
  }
  const seconds = (endedAt - startedAt) / 1000;
  return ` (${seconds < 1 ? seconds.toFixed(2) : Math.floor(seconds)}s)`;
}

/** What differs; then what the resource says, or at the end how much it has said. */
function info(row: ResourceRow, view: RowView): Span[] {
  const changes = row.step === undefined ? [] : changeSummary(describingStep(row, row.step), view.palette);
  const said = view.over ? diagnosticCounts(row.diagnostics, view.palette) : lastSaid(row, view);
  const separator = changes.length > 0 && said.length > 0 ? [{ text: "; " }] : [];
  return [...(changes.length === 0 ? [] : [{ text: "[" }, ...changes, { text: "]" }]), ...separator, ...said];
}

function describingStep({ replacement }: ResourceRow, step: StepMetadata): StepMetadata {
  const isPart = step.op === "create-replacement" || step.op === "delete-replaced";
  return isPart && replacement !== undefined ? replacement : step;
}

function lastSaid({ diagnostics }: ResourceRow, { palette, errorsFirst }: RowView): Span[] {
  const last = (errorsFirst ? diagnostics.findLast(isError) : undefined) ?? diagnostics.at(-1);
  if (last === undefined) {
    return [];
  }
  const prefix = { text: severityPrefix(last), paint: (it: string) => palette.severity(last.severity, it) };
  return [...(prefix.text === "" ? [] : [prefix]), { text: firstLine(last.message) }];
}

function hasError({ diagnostics }: ResourceRow): boolean {
  return diagnostics.some(isError);
}

function isError({ severity }: DiagnosticEvent): boolean {
  return severity === "error";
}

/** Without what would move a terminal's cursor. */
function firstLine(message: string): string {
  const line = message.trimEnd().split(/\r?\n/, 1)[0] ?? "";
  return line.replace(/\p{Cc}/gu, " ");
}
