import { stringify } from "yaml";
import type { Registration } from "./registration.ts";

/** An object of the cluster, as YAML. */
export interface Rendered {
  /** `<kind>-<name>.yaml`, in lower case. */
  readonly file: string;
  readonly text: string;
}

/** What stands in the place of a secret. */
export const SECRET = "(secret)";
const LATER = "(known only once it runs)";

/** Pulumi's marks of what is unknown and of what is secret, on the wire. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Where one object stands on others: a namespace first, pods last. Kinds that are not named come between. */
const FIRST = ["Namespace", "ServiceAccount", "Role", "RoleBinding", "NetworkPolicy", "ConfigMap", "Secret"];
const LAST = ["Service", "Job", "StatefulSet", "Deployment"];

/** The objects of Kubernetes among what a program asked for, in the order in which they can be applied. Pure. */
export function renderManifests(registrations: readonly Registration[]): Rendered[] {
  return registrations
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ name, inputs }) => ({ name, object: plain(inputs) as KubeObject }))
    .filter(({ object }) => typeof object.kind === "string")
    .map(({ name, object }) => named(name, object.kind === "Secret" ? withoutData(object) : object))
    .sort((one, other) => rank(one) - rank(other) || compare(fileOf(one), fileOf(other)))
    .map((object) => ({ file: fileOf(object), text: stringify(object, { lineWidth: 0 }) }));
}

interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, unknown>>;
  readonly stringData?: Readonly<Record<string, unknown>>;
}

/** Pulumi completes the name of one that has none; the resource's own stands for it. */
function named(name: string, { apiVersion, kind, metadata, ...rest }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata: { ...metadata, name: metadata.name ?? name }, ...rest };
}

function withoutData({ data: _data, stringData = {}, ...object }: KubeObject): KubeObject {
  return { ...object, stringData: Object.fromEntries(Object.keys(stringData).map((key) => [key, SECRET])) };
}

/** Without Pulumi's marks. */
function plain(value: unknown): unknown {
  if (value === UNKNOWN) return LATER;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) return SECRET;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function fileOf({ kind, metadata: { name } }: KubeObject): string {
  return `${kind}-${name}.yaml`.toLowerCase();
}

function rank({ kind }: KubeObject): number {
  const first = FIRST.indexOf(kind);
  if (first >= 0) return first - FIRST.length;
  return LAST.indexOf(kind) + 1;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
