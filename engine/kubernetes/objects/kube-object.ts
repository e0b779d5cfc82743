import { isList, isPlainObject, isSecret, mapInside, secret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";

/** An object as Kubernetes' API has it: plain JSON, without marks. */
export type KubeObject = PropertyMap;

/** What names an object in a cluster. `namespace` is empty for kinds that are in none. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The value at a path of names and indexes, if everything on the way is there. */
export function valueAt(
  value: PropertyValue | undefined,
  ...path: readonly (string | number)[]
): PropertyValue | undefined {
  let found = value;
  for (const part of path) {
    if (isSecret(found)) found = found.value;
    if (typeof part === "number") found = isList(found) ? found[part] : undefined;
    else found = isPlainObject(found) ? found[part] : undefined;
  }
  return isSecret(found) ? found.value : found;
}

/** The text at a path; empty when there is none. */
export function textAt(value: PropertyValue | undefined, ...path: readonly (string | number)[]): string {
  const found = valueAt(value, ...path);
  return typeof found === "string" ? found : "";
}

/** The number at a path; undefined when there is none. */
export function numberAt(value: PropertyValue | undefined, ...path: readonly (string | number)[]): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** The objects of the list at a path; empty when there is none. */
export function objectsAt(value: PropertyValue | undefined, ...path: readonly (string | number)[]): PropertyMap[] {
  const found = valueAt(value, ...path);
  return isList(found) ? found.filter(isPlainObject) : [];
}

export function identityOf(object: KubeObject): ObjectIdentity {
  return {
    apiVersion: textAt(object, "apiVersion"),
    kind: textAt(object, "kind"),
    namespace: textAt(object, "metadata", "namespace"),
    name: textAt(object, "metadata", "name"),
  };
}

/** For people: `Deployment app/web`. */
export function described({ kind, namespace, name }: Omit<ObjectIdentity, "apiVersion">): string {
  return `${kind} ${objectId({ namespace, name })}`;
}

/** A resource's id in Pulumi: `namespace/name`, or the name alone of what is in no namespace. */
export function objectId({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** @throws RangeError when it is no id */
export function parseObjectId(id: string): { readonly namespace: string; readonly name: string } {
  const parts = id.split("/");
  if (parts.length > 2 || parts.some((part) => part === "")) {
    throw new RangeError(
      `'${id}' does not name a Kubernetes object: write NAMESPACE/NAME, or NAME where there is none`,
    );
  }
  const [first = "", second] = parts;
  return second === undefined ? { namespace: "", name: first } : { namespace: first, name: second };
}

/** True for `v1/Secret`, whose values are secret whoever says them. */
export function isSecretObject(object: KubeObject): boolean {
  return textAt(object, "apiVersion") === "v1" && textAt(object, "kind") === "Secret";
}

/** The API group of an apiVersion; empty for the core. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

/**
 * With changed `metadata`, whose secrecy stays. Metadata that a preview does not know stay as they are.
 */
export function withMetadata<Properties extends PropertyMap>(
  object: Properties,
  change: (metadata: PropertyMap) => PropertyMap,
): PropertyMap {
  const metadata = object.metadata ?? {};
  if (metadata === UNKNOWN) return object;
  if (isSecret(metadata)) {
    const inner = metadata.value;
    return isPlainObject(inner) ? { ...object, metadata: secret(change(inner)) } : object;
  }
  return isPlainObject(metadata) ? { ...object, metadata: change(metadata) } : object;
}

export function withoutKeys(object: PropertyMap, keys: readonly string[]): PropertyMap {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** Names that are no identifiers, as the SDK spells them, and as the API does. */
const DASHED = new Map(
  [
    "embedded-resource",
    "int-or-string",
    "list-map-keys",
    "list-type",
    "map-type",
    "preserve-unknown-fields",
    "validations",
  ].map((name) => [`x_kubernetes_${name.replaceAll("-", "_")}`, `x-kubernetes-${name}`]),
);
const UNDERSCORED = new Map([...DASHED].map(([underscored, dashed]) => [dashed, underscored]));

/** The SDK's spelling of a schema's extensions → the API's. */
export function withDashes(value: PropertyValue): PropertyValue {
  return renamed(value, DASHED);
}

/** The API's spelling of a schema's extensions → the SDK's. */
export function withUnderscores(value: PropertyValue): PropertyValue {
  return renamed(value, UNDERSCORED);
}

function renamed(value: PropertyValue, names: ReadonlyMap<string, string>): PropertyValue {
  if (!isPlainObject(value)) return mapInside(value, (inner) => renamed(inner, names));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [names.get(key) ?? key, renamed(inner, names)]),
  );
}
