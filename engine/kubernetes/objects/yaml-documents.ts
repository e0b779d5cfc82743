import { parseAllDocuments } from "yaml";
import { isPlainObject } from "../../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";
import { textAt } from "./kube-object.ts";

/**
 * The objects in a YAML text, as the SDK's `yaml.ConfigFile` asks for them. Documents that are no objects are left out.
 * @throws RangeError naming what is wrong with the text
 */
export function decodeYaml(args: PropertyMap): PropertyValue {
  if (textAt(args, "defaultNamespace") !== "") {
    throw new RangeError("defaultNamespace is not supported by the provider that is built into the embedded engine");
  }
  const documents = parseAllDocuments(textAt(args, "text"));
  if (!Array.isArray(documents)) return [];
  const problem = documents.flatMap(({ errors }) => errors)[0];
  if (problem !== undefined) throw new RangeError(`the manifest is no YAML: ${problem.message}`, { cause: problem });
  return documents
    .map((document) => document.toJS() as PropertyValue)
    .filter((value) => isPlainObject(value) && textAt(value, "kind") !== "" && textAt(value, "apiVersion") !== "");
}
