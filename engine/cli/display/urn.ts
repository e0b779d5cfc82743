import type { Urn } from "../../deployment/state/snapshot.ts";

/** The type of the resource itself, without its parents'. */
export function typeOf(urn: Urn): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

export function nameOf(urn: Urn): string {
  return urn.split("::").slice(3).join("::");
}

export const STACK_TYPE = "pulumi:pulumi:Stack";

/** The stack's own URN. */
export function stackUrn(project: string, stack: string): Urn {
  return `urn:pulumi:${stack}::${project}::${STACK_TYPE}::${project}-${stack}`;
}

/** Providers that the engine made by itself are not the user's resources. */
export function isDefaultProvider(urn: Urn): boolean {
  return typeOf(urn).startsWith("pulumi:providers:") && /^default(_|$)/.test(nameOf(urn));
}
