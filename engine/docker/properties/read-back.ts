import { isList, isPlainObject, isSecret, secret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";
import { revealed } from "../../deployment/values/secrecy.ts";
import { DEFAULTS } from "./checked-inputs.ts";
import type { Field, Properties, Shape } from "./property.ts";
import { isAsAsked } from "./resource-difference.ts";

/**
 * The inputs that a resource has after a read: as they were, where what there is comes to the same, else what there is. A
 * default that was changed is none any more, so that the next check goes back to it.
 * @param outputs what was found, in clear
 */
export function inputsAfterRead(properties: Properties, inputs: PropertyMap, outputs: PropertyMap): PropertyMap {
  const drifted = new Set<string>();
  const kept = Object.entries(inputs).map(([name, value]): [string, PropertyValue] => {
    const property = properties[name];
    const found = outputs[name] ?? null;
    if (property === undefined || isAsAsked(property, found, revealed(value), outputs)) return [name, value];
    drifted.add(name);
    return [name, isSecret(value) ? secret(found) : found];
  });
  const read = Object.fromEntries(kept);
  const defaults = read[DEFAULTS];
  return isList(defaults) ? { ...read, [DEFAULTS]: defaults.filter((name) => !drifted.has(String(name))) } : read;
}

/** What is known in a preview of a resource that would be made: what the engine decides is not. */
export function previewedOutputs(properties: Properties, inputs: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => name !== DEFAULTS)
      .map(([name, value]) => {
        const property = properties[name];
        return [name, property === undefined ? value : previewed(property.shape, value)];
      }),
  );
}

function previewed(shape: Shape, value: PropertyValue): PropertyValue {
  if (isSecret(value)) return secret(previewed(shape, value.value));
  if ((shape.kind === "list" || shape.kind === "set") && isList(value)) {
    return value.map((inner) => previewed(shape.of, inner));
  }
  if (shape.kind !== "object" || !isPlainObject(value)) return value;
  const known = Object.entries(value).filter(([name]) => name !== DEFAULTS);
  return { ...unknownFields(shape.fields), ...Object.fromEntries(known) };
}

function unknownFields(fields: Readonly<Record<string, Field>>): PropertyMap {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, { engineDecides }]) => (engineDecides ? [[name, UNKNOWN]] : [])),
  );
}
