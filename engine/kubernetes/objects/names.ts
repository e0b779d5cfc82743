import { createHash } from "node:crypto";

/** Random part of a name that the provider gives, in hexadecimal digits; as many as Pulumi's own. */
const SUFFIX_DIGITS = 8;

/** A name for an object that the program gives none: the resource's name and digits that the seed decides. */
export function autoName(resourceName: string, seed: Uint8Array): string {
  const digits = createHash("sha256").update(seed).digest("hex").slice(0, SUFFIX_DIGITS);
  return `${resourceName}-${digits}`;
}

/**
 * The field manager of a resource. Server-side apply knows by it who set which field, so every resource of every stack
 * has its own; that it follows from the URN lets an update find out what an interrupted one had made.
 */
export function fieldManagerOf(urn: string): string {
  return `pulumi-kubernetes-${createHash("sha256").update(urn).digest("hex").slice(0, SUFFIX_DIGITS)}`;
}
