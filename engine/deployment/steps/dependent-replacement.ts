import type { ResourceState, Urn } from "../state/snapshot.ts";
import { providerReference } from "../state/urn.ts";
import { UNKNOWN } from "../values/marks.ts";
import type { PropertyMap, PropertyValue } from "../values/property-value.ts";

/** What the deletion of some resources, to be made again later, means for one that depends on them. */
export type EffectOfReplacement =
  | { readonly kind: "none" }
  | { readonly kind: "replace" }
  /** The provider must say: `inputs` are the resource's with unknown in place of what may change. */
  | { readonly kind: "ask"; readonly inputs: PropertyMap };

/**
 * Decides for one dependent. Walk the dependents in order and add those that are replaced to `replaced`.
 * `replaceWith` counts for `root`, the first of them, as in the CLI: what is replaced with one of the others is seen to
 * when it is registered.
 * Components and resources that are only read are never replaced; a mere `dependsOn` changes no property.
 */
export function effectOfReplacement(state: ResourceState, root: Urn, replaced: ReadonlySet<Urn>): EffectOfReplacement {
  if (state.replaceWith?.includes(root)) return { kind: "replace" };
  if (!state.custom || state.external === true) return { kind: "none" };
  if (state.provider !== undefined && replaced.has(providerReference(state.provider).urn)) return { kind: "replace" };
  if (state.deletedWith !== undefined && replaced.has(state.deletedWith)) return { kind: "replace" };
  let touched = false;
  const inputs: Record<string, PropertyValue> = {};
  for (const [key, value] of Object.entries(state.inputs ?? {})) {
    const mayChange = (state.propertyDependencies?.[key] ?? []).some((urn) => replaced.has(urn));
    touched ||= mayChange;
    inputs[key] = mayChange ? UNKNOWN : value;
  }
  return touched ? { kind: "ask", inputs } : { kind: "none" };
}
