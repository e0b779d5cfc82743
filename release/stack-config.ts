import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { parseConfig } from "../components/config/parse.ts";
import { readValue } from "../components/config/read-value.ts";
import type { ReleaseConfig } from "../components/config/schema.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const PROJECT = "canary-release:";
/** The one key that is secret, and no part of the plain config. */
const SECRET_KEY = "llmApiKey";

const projectFile = z.object({
  config: z.record(z.string(), z.object({ type: z.string(), default: z.unknown() })),
});
const stackFile = z.object({ config: z.record(z.string(), z.unknown()).default({}) });

/**
 * The config of a stack, as its file has it over the defaults of Pulumi.yaml: what the program would read. Without a file
 * these are the defaults.
 *
 * @throws CFG001, CFG002, CFG003 as the program does
 */
export function readStackConfig(stack: string, root = ROOT): ReleaseConfig {
  const read = (name: string): unknown => parse(fs.readFileSync(path.join(root, name), "utf8"));
  const declared = Object.entries(projectFile.parse(read("Pulumi.yaml")).config);
  const defaults = Object.fromEntries(declared.map(([key, entry]) => [key, entry.default]));
  const own = `Pulumi.${stack}.yaml`;
  const given = fs.existsSync(path.join(root, own)) ? stackFile.parse(read(own)).config : {};
  const types = new Map(declared.map(([key, { type }]) => [key, type]));
  const plain = Object.entries(given)
    .filter(([key]) => key.startsWith(PROJECT))
    .map(([name, value]) => [name.slice(PROJECT.length), value] as const)
    .map(([key, value]) => [key, readValue(key, value, types.get(key) ?? "string")] as const);
  const withoutSecret = (values: Record<string, unknown>) => {
    const { [SECRET_KEY]: _secret, ...rest } = values;
    return rest;
  };
  return parseConfig(withoutSecret(Object.fromEntries(plain)), withoutSecret(defaults));
}
