import { formatPropertyPath, type PathSegment } from "./config-path.ts";

/**
 * A value of stack config as its YAML file says it. A map with the single key `secure` is a secret's ciphertext, at
 * the top or inside of a list or map.
 */
export type ConfigValue = null | boolean | number | string | readonly ConfigValue[] | ConfigMap;

export interface ConfigMap {
  readonly [key: string]: ConfigValue;
}

export interface ConfigSecret extends ConfigMap {
  readonly secure: string;
}

/** Config of a stack: `<namespace>:<name>` → value, in the order of the file. */
export type StackConfig = ReadonlyMap<string, ConfigValue>;

export function isConfigList(value: ConfigValue | undefined): value is readonly ConfigValue[] {
  return Array.isArray(value);
}

/** True for maps, secrets included. */
export function isConfigMap(value: ConfigValue | undefined): value is ConfigMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isConfigSecret(value: ConfigValue | undefined): value is ConfigSecret {
  return isConfigMap(value) && Object.keys(value).length === 1 && typeof value.secure === "string";
}

/** True when the value is a secret or has one inside. */
export function hasSecret(value: ConfigValue): boolean {
  if (isConfigSecret(value)) {
    return true;
  }
  if (isConfigList(value)) {
    return value.some(hasSecret);
  }
  return isConfigMap(value) && Object.values(value).some(hasSecret);
}

/** True for what programs read with `getObject`: lists, maps and null; a secret string is not one. */
export function isComposite(value: ConfigValue): boolean {
  return value === null || (typeof value === "object" && !isConfigSecret(value));
}

/** Turns ciphertext into plaintext; what shows secrets as `[secret]` is one too. */
export type Reveal = (ciphertext: string) => string;

/** The value with every secret replaced by its plaintext. */
export function revealConfig(value: ConfigValue, reveal: Reveal): ConfigValue {
  if (isConfigSecret(value)) {
    return reveal(value.secure);
  }
  if (isConfigList(value)) {
    return value.map((element) => revealConfig(element, reveal));
  }
  if (isConfigMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, revealConfig(element, reveal)]));
  }
  return value;
}

/** The text that a program gets for a value: strings as they are, everything else as JSON. */
export function configText(value: ConfigValue, reveal: Reveal): string {
  const plain = revealConfig(value, reveal);
  return typeof plain === "string" ? plain : compactJson(plain);
}

/** JSON as the CLI writes config: keys sorted, `<`, `>` and `&` escaped. */
export function compactJson(value: ConfigValue): string {
  return JSON.stringify(sortKeys(value)).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function sortKeys(value: ConfigValue): ConfigValue {
  if (isConfigList(value)) {
    return value.map(sortKeys);
  }
  if (isConfigMap(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, element]) => [key, sortKeys(element)]));
  }
  return value;
}

/**
 * What `--path` makes of a text: `true` and `false` become booleans, decimal integers without leading zeros become
 * numbers, the rest stays text.
 */
export function coerceText(text: string): ConfigValue {
  if (text === "true" || text === "false") {
    return text === "true";
  }
  if (text.length > 1 && text.startsWith("0")) {
    return text;
  }
  return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** The value at `path`; undefined where there is none. */
export function valueAt(value: ConfigValue | undefined, path: readonly PathSegment[]): ConfigValue | undefined {
  let current = value;
  for (const segment of path) {
    if (isConfigList(current) && typeof segment === "number") {
      current = current[segment];
    } else if (isConfigMap(current) && !isConfigSecret(current) && typeof segment === "string") {
      current = Object.hasOwn(current, segment) ? current[segment] : undefined;
    } else {
      return undefined;
    }
  }
  return current;
}

/**
 * The value with `replacement` at `path[at…]`; missing lists and maps are made. `path[0]` is the config key's name, so
 * `at` starts with 1: a scalar there gives way to the new container, a scalar further down is an error.
 *
 * @throws Error that names the path.
 */
export function withValueAt(
  value: ConfigValue | undefined,
  path: readonly PathSegment[],
  replacement: ConfigValue,
  at = 1,
): ConfigValue {
  const segment = path[at];
  if (segment === undefined) {
    return replacement;
  }
  const here = formatPropertyPath(path.slice(0, at));
  const next = formatPropertyPath(path.slice(0, at + 1));
  let container = value;
  if (!isContainer(container)) {
    if (container !== undefined && container !== null && at > 1) {
      throw new Error(`${here}: expected ${typeof segment === "number" ? "an array" : "a map"}`);
    }
    container = typeof segment === "number" ? new Array<null>(Math.max(segment, -1) + 1).fill(null) : {};
  }
  if (isConfigList(container)) {
    if (typeof segment !== "number") {
      throw new Error(`${next}: key for an array must be an int`);
    }
    if (segment < 0 || segment > container.length) {
      throw new Error(`${next}: array index out of range`);
    }
    const list = [...container];
    list[segment] = withValueAt(container[segment], path, replacement, at + 1);
    return list;
  }
  if (typeof segment !== "string") {
    throw new Error(`${next}: key for a map must be a string`);
  }
  const before = Object.hasOwn(container, segment) ? container[segment] : undefined;
  const changed = { ...container, [segment]: withValueAt(before, path, replacement, at + 1) };
  refuseSecretShape(changed, next);
  return changed;
}

/** The value without what is at `path[at…]`; as it is where there is nothing. See `withValueAt` for `at`. */
export function withoutValueAt(value: ConfigValue, path: readonly PathSegment[], at = 1): ConfigValue {
  const segment = path[at];
  if (segment === undefined || valueAt(value, path.slice(at)) === undefined) {
    return value;
  }
  const last = at === path.length - 1;
  if (isConfigList(value)) {
    return last
      ? value.filter((_, index) => index !== segment)
      : value.map((element, index) => (index === segment ? withoutValueAt(element, path, at + 1) : element));
  }
  const map = value as ConfigMap;
  const entries = Object.entries(map)
    .filter(([key]) => !(last && key === segment))
    .map(([key, element]): [string, ConfigValue] => [
      key,
      key === segment ? withoutValueAt(element, path, at + 1) : element,
    ]);
  const changed = Object.fromEntries(entries);
  if (last) {
    refuseSecretShape(changed, formatPropertyPath(path));
  }
  return changed;
}

function isContainer(value: ConfigValue | undefined): value is readonly ConfigValue[] | ConfigMap {
  return isConfigList(value) || (isConfigMap(value) && !isConfigSecret(value));
}

/** A plain text under the single key `secure` would be read back as ciphertext. */
function refuseSecretShape(value: ConfigMap, path: string): void {
  if (isConfigSecret(value)) {
    throw new Error(`${path}: maps with the single key "secure" are reserved`);
  }
}
