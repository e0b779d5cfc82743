import { containsSecret } from "../values/marks.ts";
import type { PropertyMap } from "../values/property-value.ts";

/**
 * What a reference to another stack knows of it.
 * @throws Error when there is no such stack
 */
export async function stackReferenceOutputs(
  name: string,
  stackOutputs: (name: string) => Promise<PropertyMap>,
): Promise<PropertyMap> {
  const outputs = await stackOutputs(name);
  const secretOutputNames = Object.keys(outputs)
    .filter((key) => containsSecret(outputs[key] ?? null))
    .toSorted();
  return { name, outputs, secretOutputNames };
}
