import { parseConfigKey } from "./config-key.ts";
import {
  type ConfigValue,
  configText,
  hasSecret,
  isComposite,
  isConfigList,
  isConfigMap,
  type Reveal,
  revealConfig,
  type StackConfig,
} from "./config-value.ts";
import { getConfig, withConfig } from "./stack-config.ts";

/** The type of a config value as Pulumi.yaml declares it. */
export interface ConfigType {
  readonly type: "string" | "integer" | "boolean" | "object" | "array";
  /** The type of a list's elements. */
  readonly items?: ConfigType | undefined;
}

/** One entry under `config` in Pulumi.yaml. */
export interface ConfigDeclaration {
  /** Absent: any value will do. */
  readonly type: ConfigType | undefined;
  readonly description: string | undefined;
  /** Applies where the stack has no value. Absent, with `value` absent too: every stack must have a value. */
  readonly default: ConfigValue | undefined;
  /** The same for keys of another namespace, which cannot have a default. */
  readonly value: ConfigValue | undefined;
  readonly secret: boolean;
}

/** Key as Pulumi.yaml spells it → declaration. */
export type ConfigSchema = ReadonlyMap<string, ConfigDeclaration>;

/**
 * The stack's config with the project's defaults where the stack has no value. A value of the stack replaces a default
 * as a whole: maps are not merged.
 */
export function applyDefaults(config: StackConfig, schema: ConfigSchema, project: string): StackConfig {
  let result = config;
  for (const [name, declaration] of inOrder(schema)) {
    const key = parseConfigKey(name, project, false);
    const value = declaration.default ?? declaration.value;
    if (value !== undefined && getConfig(config, key, true) === undefined) {
      result = withConfig(result, key, typeof value === "object" ? value : String(value), true);
    }
  }
  return result;
}

/**
 * Checks a stack's config, defaults applied, against the project's schema.
 *
 * @throws Error that names all keys without a value, or the first key with a value of the wrong type.
 */
export function validateConfig(
  config: StackConfig,
  schema: ConfigSchema,
  where: { readonly project: string; readonly stack: string },
  reveal: Reveal,
): void {
  const missing = inOrder(schema)
    .map(([name]) => name)
    .filter((name) => {
      const key = parseConfigKey(name, where.project, false);
      return key.startsWith(`${where.project}:`) && getConfig(config, key, true) === undefined;
    });
  if (missing.length > 0) {
    throw new Error(
      `Stack '${where.stack}' is missing configuration ${missing.length > 1 ? "values" : "value"} ${listKeys(missing)}`,
    );
  }
  for (const [name, { type, secret }] of inOrder(schema)) {
    const value = getConfig(config, parseConfigKey(name, where.project, false), true);
    if (type === undefined || value === undefined) {
      continue;
    }
    if (secret && !hasSecret(value)) {
      throw new Error(`Stack '${where.stack}' with configuration key '${name}' must be encrypted as it's secret`);
    }
    const content = isComposite(value) ? revealConfig(value, reveal) : configText(value, reveal);
    if (!hasType(content, type)) {
      // The CLI's words, and the value, which it leaves out.
      const given = hasSecret(value)
        ? "a secret that is of another"
        : `'${typeof content === "string" ? content : JSON.stringify(content)}'`;
      throw new Error(
        `Stack '${where.stack}' with configuration key '${name}' must be of type '${typeName(type)}', it is ${given}`,
      );
    }
  }
}

/** True when a value may stand where `type` is declared. Texts that read as integers or booleans are such. */
export function hasType(value: ConfigValue, type: ConfigType): boolean {
  switch (type.type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return typeof value === "string" ? /^[+-]?\d+$/.test(value) : Number.isInteger(value);
    case "boolean":
      return typeof value === "boolean" || value === "true" || value === "false";
    case "object":
      return isConfigMap(value);
    case "array": {
      const { items } = type;
      return isConfigList(value) && items !== undefined && value.every((element) => hasType(element, items));
    }
  }
}

export function typeName(type: ConfigType): string {
  return type.items === undefined ? type.type : `array<${typeName(type.items)}>`;
}

function inOrder(schema: ConfigSchema): [string, ConfigDeclaration][] {
  return [...schema].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function listKeys(keys: readonly string[]): string {
  const quoted = keys.map((key) => `'${key}'`);
  return quoted.length === 1 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}
