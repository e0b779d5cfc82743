import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { parseConfig } from "../components/config/parse.ts";
import { readValue } from "../components/config/read-value.ts";
import type { ReleaseConfig } from "../components/config/schema.ts";
import { isSecretKey } from "../components/config/secrets.ts";
import { ROOT } from "./root.ts";

/** Before the project's own keys in a stack's file. */
export const CONFIG_NAMESPACE = "canary-release:";

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
  const file = path.join(root, `Pulumi.${stack}.yaml`);
  return configOver(fs.existsSync(file) ? stackFile.parse(parse(fs.readFileSync(file, "utf8"))).config : {}, root);
}

/**
 * What the program would make of a stack file's `config`. Keys of other namespaces are left out, as the secret ones.
 *
 * @param root folder with Pulumi.yaml
 * @throws CFG001, CFG002, CFG003 as the program does
 */
export function configOver(config: Readonly<Record<string, unknown>>, root: string): ReleaseConfig {
  return configReader(root)(config);
}

/** `configOver` for many configs: Pulumi.yaml is read once. */
export function configReader(root: string): (config: Readonly<Record<string, unknown>>) => ReleaseConfig {
  const declared = declaredIn(root);
  return (config) => {
    const own = Object.entries(config).filter(([name]) => name.startsWith(CONFIG_NAMESPACE));
    return completed(
      Object.fromEntries(own.map(([name, value]) => [name.slice(CONFIG_NAMESPACE.length), value])),
      declared,
    );
  };
}

/** The same of settings by key, without the project's name before it. */
export function settingsOver(settings: Readonly<Record<string, unknown>>, root: string): ReleaseConfig {
  return completed(settings, declaredIn(root));
}

type Declared = z.infer<typeof projectFile>["config"];

function declaredIn(root: string): Declared {
  return projectFile.parse(parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8"))).config;
}

function completed(settings: Readonly<Record<string, unknown>>, declared: Declared): ReleaseConfig {
  const given = Object.entries(settings).map(
    ([key, value]) => [key, readValue(key, value, declared[key]?.type ?? "string")] as const,
  );
  const defaults = Object.entries(declared).map(([key, entry]) => [key, entry.default] as const);
  const plain = (entries: readonly (readonly [key: string, value: unknown])[]) =>
    Object.fromEntries(entries.filter(([key]) => !isSecretKey(key)));
  return parseConfig(plain(given), plain(defaults));
}
