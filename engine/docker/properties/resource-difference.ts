import type { PropertyDifference } from "../../deployment/events.ts";
import type { ProviderDifference } from "../../deployment/steps/difference.ts";
import { containsUnknown } from "../../deployment/values/marks.ts";
import { parsePropertyPath, pathContains } from "../../deployment/values/property-path.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";
import { isEmpty, sameByShape } from "./canonical.ts";
import { DEFAULTS } from "./checked-inputs.ts";
import type { Properties, Property } from "./property.ts";

/** What Pulumi shows in a property's place where something is replaced because it never came in order. */
const INIT_ERROR = "#initerror";

/**
 * What it takes to bring a resource to new inputs. As in the plugin, they are held against what there is, not against what
 * was asked for: what somebody else changed is a change too. All in clear.
 * @param failed it never came in order: it is replaced, whatever else changes
 * @param deletesFirst undefined where that depends on whether the name is made up
 */
export function resourceDifference(options: {
  readonly properties: Properties;
  readonly oldInputs: PropertyMap;
  readonly outputs: PropertyMap;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
  readonly failed: boolean;
  readonly deletesFirst: true | undefined;
}): ProviderDifference {
  const { properties, news, failed } = options;
  const changes = changedProperties(options);
  const replaces = changes.filter((name) => (properties[name]?.change ?? "replace") === "replace");
  const isReplaced = failed || replaces.length > 0;
  return {
    changes: failed || changes.length > 0 ? "some" : "none",
    replaces: failed ? [...replaces, INIT_ERROR] : replaces,
    changed: changes,
    deleteBeforeReplace: isReplaced && (options.deletesFirst ?? !hasMadeUpName(properties, news)),
    detailed: Object.fromEntries(
      changes.map((name): [string, PropertyDifference] => {
        const kind = kindOfChange(properties[name], options.outputs[name], news[name]);
        return [name, { diffKind: replaces.includes(name) ? `${kind}-replace` : kind, inputDiff: true }];
      }),
    ),
  };
}

/** The names of the inputs that are not as they are to be. */
export function changedProperties(options: {
  readonly properties: Properties;
  readonly oldInputs: PropertyMap;
  readonly outputs: PropertyMap;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
}): string[] {
  const { properties, oldInputs, outputs, news } = options;
  const ignored = options.ignoreChanges.map(parsePropertyPath);
  const changed = Object.entries(properties)
    .filter(([name, property]) => !isAsAsked(property, outputs[name] ?? null, news[name] ?? null, outputs))
    .map(([name]) => name);
  // Inputs that only the plugin takes: one that the program had and has no more.
  const dropped = Object.entries(oldInputs)
    .filter(([name, value]) => name !== DEFAULTS && value !== null && properties[name] === undefined)
    .map(([name]) => name);
  return [...changed, ...dropped].filter((name) => !ignored.some((outer) => pathContains(outer, [name])));
}

/** True when what there is of a property comes to what is asked for. */
export function isAsAsked(property: Property, old: PropertyValue, now: PropertyValue, olds: PropertyMap): boolean {
  const isAbsent = now === null || (property.emptyIsAbsent === true && isEmpty(property.shape, now));
  if (isAbsent && (property.engineDecides || property.emptyIsAbsent)) return true;
  if (containsUnknown(now)) return false;
  return property.same === undefined ? sameByShape(property.shape, old, now) : property.same(old, now, olds);
}

function hasMadeUpName(properties: Properties, news: PropertyMap): boolean {
  const defaults = Array.isArray(news[DEFAULTS]) ? news[DEFAULTS] : [];
  return Object.entries(properties).some(([name, { autoNamed }]) => autoNamed && defaults.includes(name));
}

function kindOfChange(
  property: Property | undefined,
  old: PropertyValue | undefined,
  now: PropertyValue | undefined,
): "add" | "delete" | "update" {
  if (property === undefined || (now ?? null) === null) return "delete";
  return isEmpty(property.shape, old) ? "add" : "update";
}
