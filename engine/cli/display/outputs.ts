import type { StepMetadata, StepStateMetadata } from "../../deployment/events.ts";
import { equalValues } from "../../deployment/values/difference.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { DisplayOptions } from "./display.ts";
import { differenceLines, linesOfDifference, propertyLines } from "./properties.ts";
import { differenceOfProperties } from "./property-difference.ts";

/** The outputs of the stack: an update shows all, a preview those that change. */
export function outputLines(
  before: PropertyMap | undefined,
  after: PropertyMap,
  { preview, showSames, palette }: Pick<DisplayOptions, "preview" | "showSames" | "palette">,
): string[] {
  return before === undefined
    ? propertyLines(after, 1, palette)
    : differenceLines(before, after, 1, palette, preview && !showSames ? "inside" : "everywhere");
}

/**
 * The outputs of a resource after its step that say more than its inputs: those that are new or differ from before.
 *
 * @param refreshed they are what was read: of interest even where they are what was asked for
 */
export function tellingOutputs(
  step: StepMetadata,
  refreshed: boolean,
  indent: number,
  { showSames, palette }: Pick<DisplayOptions, "showSames" | "palette">,
): string[] {
  // What did not come up has no outputs that could be relied on.
  if ((step.old?.initErrors ?? []).length > 0) {
    return [];
  }
  const { inputs, outputs }: Pick<StepStateMetadata, "inputs" | "outputs"> = step.new ?? { inputs: {}, outputs: {} };
  const telling = (key: string) => refreshed || outputs[key] === undefined || !equalValues(inputs[key], outputs[key]);
  if (step.old === null) {
    return propertyLines(Object.fromEntries(Object.entries(outputs).filter(([key]) => telling(key))), indent, palette);
  }
  const differences = [...differenceOfProperties(step.old.outputs, outputs)].filter(([key]) => telling(key));
  return linesOfDifference(new Map(differences), indent, palette, showSames ? "everywhere" : "inside");
}
