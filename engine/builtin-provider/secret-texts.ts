import { isList, isPlainObject, isSecret } from "../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../deployment/values/property-value.ts";

/** Shorter texts are in every message, and hiding them would only make it unreadable. */
const SHORTEST = 3;

/** Hides what is secret in a resource's inputs where a message of the server or a log of a pod repeats it. */
export function hidingSecrets(inputs: PropertyMap): (text: string) => string {
  const secrets = secretTexts(inputs)
    .flatMap((text) => [text, Buffer.from(text).toString("base64"), Buffer.from(text, "base64").toString()])
    .filter((text) => text.trim().length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length);
  return (text) => secrets.reduce((hidden, each) => hidden.replaceAll(each, "[secret]"), text);
}

/** Every text and number that is secret, or in something that is. */
export function secretTexts(value: PropertyValue, hidden = false): string[] {
  if (isSecret(value)) return secretTexts(value.value, true);
  if (isList(value)) return value.flatMap((inner) => secretTexts(inner, hidden));
  if (isPlainObject(value)) return Object.values(value).flatMap((inner) => secretTexts(inner, hidden));
  return hidden && (typeof value === "string" || typeof value === "number") ? [String(value)] : [];
}
