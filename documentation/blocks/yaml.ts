import fs from "node:fs";
import path from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { parseConfig } from "../../components/config/parse.ts";

const PROJECT = "canary-release:";
/** The one key that is secret, and no part of the plain config. */
const SECRET_KEY = "llmApiKey";

const projectFile = z.object({ config: z.record(z.string(), z.object({ default: z.unknown() })) });
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
  const own = Object.entries(config).filter(([key]) => key.startsWith(PROJECT));
  if (own.length === 0) return undefined;
  const declared = projectFile.parse(parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8"))).config;
  const defaults = Object.entries(declared).map(([key, entry]) => [key, entry.default] as const);
  const given = own.map(([key, value]) => [key.slice(PROJECT.length), value] as const);
  try {
    parseConfig(withoutSecret(given), withoutSecret(defaults));
    return undefined;
  } catch (error) {
    return `the program refuses this config: ${(error as Error).message}`;
  }
}

function withoutSecret(entries: readonly (readonly [key: string, value: unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries.filter(([key]) => key !== SECRET_KEY));
}
