import type { ResourceChanges } from "../../deployment/events.ts";
import { countsAsChange, OPERATIONS, SUMMARY_ORDER } from "./operations.ts";
import type { Palette } from "./palette.ts";

/** How many resources were changed how, and for an update how long it took. */
export function summaryLines(
  changes: ResourceChanges,
  errored: number,
  run: { readonly preview: boolean; readonly durationSeconds: number },
  palette: Palette,
): string[] {
  const kinds = SUMMARY_ORDER.filter((operation) => countsAsChange(operation) && (changes[operation] ?? 0) > 0);
  const counts = kinds.map((operation) => {
    const words = run.preview ? `to ${operation}` : OPERATIONS[operation].counted;
    return `    ${palette.operation(operation, `${OPERATIONS[operation].sign}${changes[operation]} ${words}`)}`;
  });
  const total = kinds.reduce((sum, operation) => sum + (changes[operation] ?? 0), 0);
  const rest = [
    ...(kinds.length > 1 ? [`${total} changes`] : []),
    ...(changes.same === undefined || changes.same === 0 ? [] : [`${changes.same} unchanged`]),
  ].join(". ");
  return [
    palette.heading("Resources:"),
    ...counts,
    ...(rest === "" ? [] : [`    ${rest}`]),
    ...(errored > 0 ? [`    ${palette.severity("error", `${errored} errored`)}`] : []),
    "",
    ...(run.preview ? [] : [`${palette.heading("Duration:")} ${Math.ceil(run.durationSeconds)}s`, ""]),
  ];
}
