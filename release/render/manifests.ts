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

/** Pulumi's marks: of what is unknown as its mocks show it, and of what is secret. */
const UNKNOWN = "__pulumiUnknown";
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** kubectl reads YAML 1.1, where a plain `off` is no text but false. */
const YAML_OF_KUBECTL = { lineWidth: 0, version: "1.1" } as const;

/** Where one object stands on others: a namespace first, pods last. Kinds that are not named come between. */
const FIRST = ["Namespace", "ServiceAccount", "Role", "RoleBinding", "NetworkPolicy", "ConfigMap", "Secret"];
const LAST = ["Service", "Job", "StatefulSet", "Deployment"];

/** The objects of Kubernetes among what a program asked for, in the order in which they can be applied. Pure. */
export function renderManifests(registrations: readonly Registration[]): Rendered[] {
  return registrations
    .filter(({ type, inputs }) => type.startsWith("kubernetes:") && typeof inputs.kind === "string")
    .map((registration) => objectOf(registration))
    .sort((one, other) => rank(one) - rank(other) || compare(fileOf(one), fileOf(other)))
    .map((object) => ({ file: fileOf(object), text: stringify(object, YAML_OF_KUBECTL) }));
}

interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

function objectOf({ name, inputs }: Registration): KubeObject {
  const { apiVersion, kind, metadata, ...rest } = plain(inputs) as KubeObject;
  if (kind === "Secret") {
    const { data: _data, ...others } = rest;
    return named(name, { apiVersion, kind, metadata, ...others, stringData: placeholders(inputs) });
  }
  return named(name, { apiVersion, kind, metadata, ...rest });
}

function named(name: string, { apiVersion, kind, metadata, ...rest }: KubeObject): KubeObject {
  // Pulumi completes the name of an object that has none; the resource's own stands for it.
  return { apiVersion, kind, metadata: { ...metadata, name: metadata.name ?? name }, ...rest };
}

/** The keys of a Secret, whether it is marked as a whole or by value. */
function placeholders({ data, stringData }: Registration["inputs"]): Record<string, string> {
  const keys = [data, stringData].flatMap((held) => Object.keys((isMarked(held) ? held.value : held) ?? {}));
  return Object.fromEntries(keys.map((key) => [key, SECRET]));
}

/** Without Pulumi's marks. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (UNKNOWN in value) return LATER;
  if (isMarked(value)) return SECRET;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function isMarked(value: unknown): value is { readonly value?: object } {
  return typeof value === "object" && value !== null && SIGNATURE in value;
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
