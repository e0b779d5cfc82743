import type { ResourceChanges } from "../../deployment/events.ts";
import { countsAsChange, OPERATIONS, SUMMARY_ORDER } from "./operations.ts";
import type { Palette } from "./palette.ts";

/** How many resources were changed how. */
export function summaryLines(changes: ResourceChanges, errored: number, preview: boolean, palette: Palette): string[] {
  const kinds = SUMMARY_ORDER.filter((operation) => countsAsChange(operation) && (changes[operation] ?? 0) > 0);
  const counts = kinds.map((operation) => {
    const words = preview ? `to ${operation}` : OPERATIONS[operation].counted;
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
  ];
}

/** How long an operation took, with a blank line in front. A preview's time is of no interest. */
export function durationLines(seconds: number, preview: boolean, palette: Palette): string[] {
  return preview ? [] : ["", `${palette.heading("Duration:")} ${durationText(Math.ceil(seconds))}`];
}

/** `1h2m3s`, as Go writes it. */
function durationText(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts = [...(hours > 0 ? [`${hours}h`] : []), ...(hours > 0 || minutes > 0 ? [`${minutes}m`] : [])];
  return `${parts.join("")}${seconds % 60}s`;
}
