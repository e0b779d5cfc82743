import {
  BLINDED_SECRET,
  containsSecret,
  isPlainObject,
  isSecret,
  mapInside,
  mapProperties,
  secret,
  withoutSecretMark,
} from "./marks.ts";
import type { PropertyMap, PropertyValue } from "./property-value.ts";

/** The value with every secret in it in clear. */
export function revealed(value: PropertyValue): PropertyValue {
  return mapInside(withoutSecretMark(value), revealed);
}

export function revealedProperties(properties: PropertyMap): PropertyMap {
  return mapProperties(properties, revealed);
}

/** The value with `[secret]` in place of every secret: fit for people and logs. */
export function masked(value: PropertyValue): PropertyValue {
  return isSecret(value) ? "[secret]" : mapInside(value, masked);
}

/** With every secret blinded, but still marked as one: fit for logs. */
export function blindedProperties(properties: PropertyMap): PropertyMap {
  return mapProperties(properties, blinded);
}

function blinded(value: PropertyValue): PropertyValue {
  return isSecret(value) ? BLINDED_SECRET : mapInside(value, blinded);
}

/** As people may see them: without secrets and without the engine's own `__` properties. */
export function maskedProperties(properties: PropertyMap): PropertyMap {
  const visible = Object.entries(properties).filter(([key]) => !key.startsWith("__"));
  return mapProperties(Object.fromEntries(visible), masked);
}

/**
 * Marks in `received` what is secret in `sent`, for a provider to which secrets went in clear: by name, and inside
 * objects that both have. A list that holds a secret makes the whole property secret.
 */
export function retainSecrets(received: PropertyMap, sent: PropertyMap): PropertyMap {
  return mapProperties(received, (value, key) => {
    const before = sent[key];
    if (before === undefined || isSecret(value)) return value;
    if (isPlainObject(value) && isPlainObject(before)) return retainSecrets(value, before);
    return containsSecret(before) ? secret(value) : value;
  });
}

/** Marks the outputs that were asked to be secret, and those whose input of the same name is secret. */
export function markSecretOutputs(outputs: PropertyMap, inputs: PropertyMap, asked: readonly string[]): PropertyMap {
  return mapProperties(outputs, (value, key) => {
    const input = inputs[key];
    return asked.includes(key) || (input !== undefined && isSecret(input)) ? secret(value) : value;
  });
}
