import { parseConfigKey, splitKeyPath } from "../../workspace/config-key.ts";
import { type ConfigValue, coerceText } from "../../workspace/config-value.ts";
import { CommandError } from "../command-error.ts";

/**
 * The key and the value of `key=value`; a key in quotes may contain `=`.
 *
 * @param path the key is a path
 * @throws CommandError for other text.
 */
export function parsePair(pair: string, project: string, path: boolean): { key: string; value: string } {
  const quoted = /^(["'])(.*?)\1=(.*)$/s.exec(pair);
  const plain = /^([^=]*)=(.*)$/s.exec(pair);
  const name = quoted?.[2] ?? plain?.[1];
  const value = quoted?.[3] ?? plain?.[2];
  if (name === undefined || value === undefined) {
    throw new CommandError("config value must be in the form [key]=[value]");
  }
  return { key: parseKey(name, project, path), value };
}

/** The key in full: without a namespace it is the project's. @throws CommandError for what is none. */
export function parseKey(text: string, project: string, path: boolean): string {
  try {
    return parseConfigKey(text, project, path);
  } catch (error) {
    throw new CommandError(`invalid configuration key: ${(error as Error).message}`, undefined, { cause: error });
  }
}

/** Values at the top of config are texts; inside of lists and maps, booleans and integers are what they look like. */
export function coerceInside(key: string, value: ConfigValue, path: boolean): ConfigValue {
  return path && typeof value === "string" && splitKeyPath(key).path.length > 1 ? coerceText(value) : value;
}
