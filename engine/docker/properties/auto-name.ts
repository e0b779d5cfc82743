import { createHash } from "node:crypto";

/** Hexadecimal digits that a made-up name ends with; as many as the plugin's. */
const DIGITS = 7;

/** A name for what the program gives none: the resource's and digits that the seed decides. */
export function autoName(resourceName: string, seed: Uint8Array): string {
  return `${resourceName}-${createHash("sha256").update(seed).digest("hex").slice(0, DIGITS)}`;
}
