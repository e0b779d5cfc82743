import { ReleaseError } from "../../errors/release-error.ts";

/**
 * A value of a key at the top level, as stacks keep it: Pulumi writes numbers, booleans and objects there as text.
 *
 * @param type of the key, as Pulumi.yaml declares it.
 * @throws CFG001 for a text that is none of that type
 */
export function readValue(key: string, value: unknown, type: string): unknown {
  if (typeof value !== "string" || type === "string") return value;
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new ReleaseError("CFG001", `${key} is ${JSON.stringify(value)}; it must be of type ${type}`, { cause });
  }
}
