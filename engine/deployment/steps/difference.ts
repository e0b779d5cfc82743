import type { PropertyDifference } from "../events.ts";
import { changedKeys, differences, equalValues } from "../values/difference.ts";
import { containsUnknown } from "../values/marks.ts";
import { parsePropertyPath, pathContains, resetAtPath } from "../values/property-path.ts";
import type { PropertyMap, PropertyValue } from "../values/property-value.ts";
import { revealed } from "../values/secrecy.ts";

/** What a provider answers when asked how a resource differs from its goal. */
export interface ProviderDifference {
  readonly changes: "unknown" | "none" | "some";
  /** The properties that force a replacement. */
  readonly replaces: readonly string[];
  readonly changed: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly detailed: Readonly<Record<string, PropertyDifference>> | undefined;
}

/** How a resource differs from its goal, decided. */
export interface Difference {
  readonly any: boolean;
  readonly replace: boolean;
  readonly replaces: readonly string[];
  readonly changed: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly detailed: Readonly<Record<string, PropertyDifference>> | null;
}

export const NO_DIFFERENCE: Difference = {
  any: false,
  replace: false,
  replaces: [],
  changed: [],
  deleteBeforeReplace: false,
  detailed: null,
};

/** A replacement that no property asks for: `cause` is what Pulumi shows in a property's place. */
export function replacementBecauseOf(cause: "id" | "provider" | "deletedWith" | "replaceWith"): Difference {
  return { ...NO_DIFFERENCE, any: true, replace: true, replaces: [cause] };
}

/** A replacement that the program asks for by a trigger: nothing is shown in a property's place. */
export const TRIGGERED_REPLACEMENT: Difference = { ...NO_DIFFERENCE, any: true, replace: true };

/** True when a trigger's value has changed; secrecy does not count. One that is unknown may have. Null is no trigger. */
export function triggersReplacement(trigger: PropertyValue, old: PropertyValue): boolean {
  if (containsUnknown(trigger) || containsUnknown(old)) return true;
  const [now, before] = [revealed(trigger), revealed(old)];
  return now !== null && before !== null && !equalValues(now, before);
}

/** A component has no provider: it differs when its inputs do, and is never replaced for it. */
export function componentDifference(oldInputs: PropertyMap, newInputs: PropertyMap): Difference {
  return { ...NO_DIFFERENCE, any: changedKeys(oldInputs, newInputs).length > 0 };
}

/** `replaceOnChanges` names this when a resource is to be replaced because it never came in order. */
const INIT_ERROR = "#initerror";

/**
 * The provider's answer, completed: where it does not know, the inputs decide; `replaceOnChanges` turns changes of
 * the named paths into replacements. It acts on what the provider names as changed, so it has no effect where a
 * provider says only that something did.
 */
export function resolveDifference(options: {
  readonly answer: ProviderDifference;
  readonly oldInputs: PropertyMap;
  readonly newInputs: PropertyMap;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly hasInitErrors: boolean;
}): Difference {
  const answer = completed(options.answer, options.oldInputs, options.newInputs, options.ignoreChanges);
  const paths = options.replaceOnChanges.map(parsePropertyPath);
  const replacing = (text: string): boolean => paths.some((path) => pathContains(path, parsePropertyPath(text)));
  const initErrorReplaces = options.hasInitErrors && replacing(INIT_ERROR);
  if (answer.changes === "none" && !initErrorReplaces) return NO_DIFFERENCE;

  const replaces = [...new Set([...answer.replaces, ...answer.changed.filter(replacing)])];
  if (initErrorReplaces) replaces.push(INIT_ERROR);
  const detailed = Object.fromEntries(
    Object.entries(answer.detailed ?? {}).map(([path, difference]) => [
      path,
      replacing(path) ? { ...difference, diffKind: replacementKind(difference.diffKind) } : difference,
    ]),
  );
  return {
    any: true,
    replace: replaces.length > 0 || Object.values(detailed).some(({ diffKind }) => diffKind.endsWith("-replace")),
    replaces,
    changed: answer.changed,
    deleteBeforeReplace: answer.deleteBeforeReplace,
    detailed: answer.detailed === undefined ? null : detailed,
  };
}

function completed(
  answer: ProviderDifference,
  oldInputs: PropertyMap,
  newInputs: PropertyMap,
  ignoreChanges: readonly string[],
): ProviderDifference {
  if (answer.changes !== "unknown") return answer;
  const { inputs } = ignoringChanges(newInputs, oldInputs, ignoreChanges);
  const changed = changedKeys(oldInputs, inputs);
  if (changed.length === 0) return { ...answer, changes: "none" };
  return { ...answer, changes: "some", changed, detailed: differences(oldInputs, inputs) };
}

function replacementKind(kind: PropertyDifference["diffKind"]): PropertyDifference["diffKind"] {
  switch (kind) {
    case "add":
      return "add-replace";
    case "delete":
      return "delete-replace";
    case "update":
      return "update-replace";
    default:
      return kind;
  }
}

/** Where old and new swap sides: what a refresh found, seen from the state. */
export function inverted(difference: Difference): Difference {
  if (difference.detailed === null) return difference;
  const detailed = Object.entries(difference.detailed).map(([path, { diffKind, inputDiff }]) => {
    const kind = diffKind.startsWith("add")
      ? diffKind.replace("add", "delete")
      : diffKind.startsWith("delete")
        ? diffKind.replace("delete", "add")
        : diffKind;
    return [path, { diffKind: kind, inputDiff }];
  });
  return { ...difference, detailed: Object.fromEntries(detailed) };
}

/** The inputs with every ignored path as it was; `impossible` are the paths where that cannot be done. */
export function ignoringChanges(
  inputs: PropertyMap,
  oldInputs: PropertyMap,
  ignoreChanges: readonly string[],
): { readonly inputs: PropertyMap; readonly impossible: readonly string[] } {
  let result = inputs;
  const impossible: string[] = [];
  for (const text of ignoreChanges) {
    const after = resetAtPath(parsePropertyPath(text), oldInputs, result);
    if (after === undefined) impossible.push(text);
    else result = after;
  }
  return { inputs: result, impossible };
}
