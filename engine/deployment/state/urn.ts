import type { Urn } from "./snapshot.ts";

export const STACK_TYPE = "pulumi:pulumi:Stack";
const PROVIDER_TYPE_PREFIX = "pulumi:providers:";

/** The URN of a resource; its parent's types are part of it, but for the stack's. */
export function makeUrn(stack: string, project: string, parent: Urn | undefined, type: string, name: string): Urn {
  const parentTypes = parent === undefined ? "" : qualifiedTypeOf(parent);
  const prefix = parentTypes === "" || parentTypes === STACK_TYPE ? "" : `${parentTypes}$`;
  return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

/** The stack's own URN. */
export function stackUrn(project: string, stack: string): Urn {
  return makeUrn(stack, project, undefined, STACK_TYPE, `${project}-${stack}`);
}

/** The types from the outermost component down to the resource, joined by `$`. */
function qualifiedTypeOf(urn: Urn): string {
  return urn.split("::")[2] ?? "";
}

export function typeOf(urn: Urn): string {
  return qualifiedTypeOf(urn).split("$").at(-1) ?? "";
}

/** A name may itself contain `::`. */
export function nameOf(urn: Urn): string {
  return urn.split("::").slice(3).join("::");
}

/** The package of a resource type: `kong` of `kong:index/target:Target`. */
export function packageOf(type: string): string {
  return isProviderType(type) ? type.slice(PROVIDER_TYPE_PREFIX.length) : (type.split(":")[0] ?? "");
}

export function isProviderType(type: string): boolean {
  return type.startsWith(PROVIDER_TYPE_PREFIX);
}

export function providerType(packageName: string): string {
  return `${PROVIDER_TYPE_PREFIX}${packageName}`;
}

/** True for the provider resource that the engine makes when the program names none, by its name, as in the CLI. */
export function isDefaultProvider(urn: Urn): boolean {
  return isProviderType(typeOf(urn)) && nameOf(urn).startsWith("default");
}

/** Which provider resource manages a resource: its URN, and the id of that very instance. */
export interface ProviderReference {
  readonly urn: Urn;
  readonly id: string;
}

export function providerReference(text: string): ProviderReference {
  const at = text.lastIndexOf("::");
  return { urn: text.slice(0, at), id: text.slice(at + 2) };
}

export function providerReferenceText({ urn, id }: ProviderReference): string {
  return `${urn}::${id}`;
}

/** The provider resources that are there, without those that wait for deletion. */
export function livingProviders<State extends { readonly type: string; readonly delete?: unknown }>(
  resources: readonly State[],
): State[] {
  return resources.filter((state) => isProviderType(state.type) && state.delete !== true);
}
