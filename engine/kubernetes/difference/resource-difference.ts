import type { PropertyDifference } from "../../deployment/events.ts";
import type { ProviderDifference } from "../../deployment/steps/difference.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { revealedProperties } from "../../deployment/values/secrecy.ts";
import { isAutonamed } from "../objects/annotations.ts";
import { textAt, withMetadata, withoutKeys } from "../objects/kube-object.ts";
import { type Change, changesBetween, textOf, touches } from "./changes.ts";
import { type Mutability, replacingFields } from "./replacing-fields.ts";

/**
 * What it takes to bring an object from the inputs that it was made of to new ones, both with secrets marked.
 * @param fallbackNamespace what an object is in that names no namespace: state of the plugin may not say
 */
export function resourceDifference(options: {
  readonly olds: PropertyMap;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
  readonly mutable: Mutability;
  readonly fallbackNamespace: string | undefined;
}): ProviderDifference {
  const olds = comparable(options.olds, options.fallbackNamespace);
  const news = comparable(options.news, options.fallbackNamespace);
  const replacing = replacingFields(news, options.mutable);
  const changes = changesBetween(olds, news, options.ignoreChanges);
  const replaces = changes.filter((change) => touches(change, replacing));
  return {
    changes: changes.length > 0 ? "some" : "none",
    replaces: replaces.map(textOf),
    changed: [...new Set(changes.map(({ path }) => String(path[0])))],
    deleteBeforeReplace: replaces.length > 0 && keepsName(olds, news),
    detailed: Object.fromEntries(
      changes.map((change) => [textOf(change), propertyDifference(change, replaces.includes(change))]),
    ),
  };
}

function comparable(inputs: PropertyMap, fallbackNamespace: string | undefined): PropertyMap {
  return withMetadata(revealedProperties(inputs), (metadata) =>
    fallbackNamespace === undefined
      ? withoutKeys(metadata, ["namespace"])
      : { ...metadata, namespace: metadata.namespace || fallbackNamespace },
  );
}

/** Two objects of one name cannot be there at once; one that the provider named gets another name. */
function keepsName(olds: PropertyMap, news: PropertyMap): boolean {
  const same = (field: string): boolean => textAt(olds, "metadata", field) === textAt(news, "metadata", field);
  return !isAutonamed(news) && same("name") && same("namespace");
}

function propertyDifference({ kind }: Change, replaces: boolean): PropertyDifference {
  return { diffKind: replaces ? `${kind}-replace` : kind, inputDiff: true };
}
