import type { PropertyMap, PropertyValue } from "./property-value.ts";

/** The key that makes an object a value which JSON cannot say; Pulumi's constants, the same in every engine and SDK. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** What stands for a value that a preview cannot know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value that must not be shown or stored in clear. */
export interface Secret extends PropertyMap {
  readonly value: PropertyValue;
}

/** A resource passed as a value. An empty `id` is one that is not known yet; components have none. */
export interface ResourceReference extends PropertyMap {
  readonly urn: string;
  readonly id: string;
}

/** True for every JSON object, marked ones among them. */
export function isObject(value: PropertyValue | undefined): value is PropertyMap {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

export function isList(value: PropertyValue | undefined): value is readonly PropertyValue[] {
  return Array.isArray(value);
}

export function isSecret(value: PropertyValue | undefined): value is Secret {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

export function isResourceReference(value: PropertyValue | undefined): value is ResourceReference {
  return isObject(value) && value[SIGNATURE] === RESOURCE_REFERENCE;
}

/** An object with properties of its own: not a mark. */
export function isPlainObject(value: PropertyValue | undefined): value is PropertyMap {
  return isObject(value) && value[SIGNATURE] === undefined;
}

/** Marks a value as secret; a secret stays as it is. */
export function secret(value: PropertyValue): Secret {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** What stands for a secret in an event: that there is one. */
export const BLINDED_SECRET: PropertyMap = { [SIGNATURE]: SECRET, ciphertext: "[secret]" };

export function withoutSecretMark(value: PropertyValue): PropertyValue {
  return isSecret(value) ? withoutSecretMark(value.value) : value;
}

/** Applies `change` to each property. */
export function mapProperties(
  properties: PropertyMap,
  change: (value: PropertyValue, key: string) => PropertyValue,
): PropertyMap {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, change(value, key)]));
}

/** Applies `change` to what a list, an object or a secret holds; leaves everything else as it is. */
export function mapInside(value: PropertyValue, change: (inner: PropertyValue) => PropertyValue): PropertyValue {
  if (isList(value)) return value.map(change);
  if (isSecret(value)) return secret(change(value.value));
  if (isPlainObject(value)) return mapProperties(value, change);
  return value;
}

/** True when the value or anything inside it fulfils `test`. */
export function someInside(value: PropertyValue, test: (inner: PropertyValue) => boolean): boolean {
  if (test(value)) return true;
  if (isList(value)) return value.some((inner) => someInside(inner, test));
  if (isSecret(value)) return someInside(value.value, test);
  if (isPlainObject(value)) return Object.values(value).some((inner) => someInside(inner, test));
  return false;
}

export function containsUnknown(value: PropertyValue): boolean {
  return someInside(value, (inner) => inner === UNKNOWN);
}

export function containsSecret(value: PropertyValue): boolean {
  return someInside(value, isSecret);
}

/**
 * What a program or a provider sent → the forms that the engine works with: first-class outputs become their value,
 * an unknown or a secret, and what they depend on goes to `dependencies`.
 * @throws RangeError for assets, archives and marks that this engine does not know.
 */
export function normalized(value: PropertyValue, dependencies?: Set<string>): PropertyValue {
  if (!isObject(value) || value[SIGNATURE] === undefined) {
    return mapInside(value, (inner) => normalized(inner, dependencies));
  }
  switch (value[SIGNATURE]) {
    case SECRET:
      return secret(normalized(value.value ?? null, dependencies));
    case RESOURCE_REFERENCE:
      return value;
    case OUTPUT: {
      if (isList(value.dependencies)) for (const urn of value.dependencies) dependencies?.add(String(urn));
      const inner = value.value === undefined ? UNKNOWN : normalized(value.value, dependencies);
      return value.secret === true ? secret(inner) : inner;
    }
    case ASSET:
    case ARCHIVE:
      throw new RangeError("assets and archives are not supported by the embedded engine");
    default:
      throw new RangeError(
        `values with the signature ${String(value[SIGNATURE])} are not supported by the embedded engine`,
      );
  }
}

export function normalizedProperties(properties: PropertyMap, dependencies?: Set<string>): PropertyMap {
  return mapProperties(properties, (value) => normalized(value, dependencies));
}
