import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { configOver } from "../../release/stack-config.ts";

const stackFile = z.object({ config: z.record(z.string(), z.unknown()) });

/**
 * What is against a block of YAML; undefined when it can be read and, where it is the config of a stack of this project,
 * when the program would take it over the defaults of Pulumi.yaml.
 *
 * @param root folder with Pulumi.yaml
 */
export function complaintAboutYaml(text: string, root: string): string | undefined {
  const documents = parseAllDocuments(text);
  if ("empty" in documents) return "it is empty";
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) return `it is no YAML: ${error.message.split("\n")[0]}`;
  const configs = documents.map((document) => stackFile.safeParse(document.toJS()).data?.config ?? {});
  return configs.map((config) => complaintAboutConfig(config, root)).find((complaint) => complaint !== undefined);
}

function complaintAboutConfig(config: Readonly<Record<string, unknown>>, root: string): string | undefined {
  try {
    configOver(config, root);
    return undefined;
  } catch (error) {
    return `the program refuses this config: ${(error as Error).message}`;
  }
}
