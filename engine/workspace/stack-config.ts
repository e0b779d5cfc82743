import { splitKeyPath } from "./config-key.ts";
import { type ConfigValue, type StackConfig, valueAt, withoutValueAt, withValueAt } from "./config-value.ts";

/** The value of a key; with `path` the key's name may be a path. Undefined where there is none. */
export function getConfig(config: StackConfig, key: string, path: boolean): ConfigValue | undefined {
  if (!path) {
    return config.get(key);
  }
  const split = splitKeyPath(key);
  return valueAt(config.get(split.key), split.path.slice(1));
}

/** The config with the value set. @throws Error that names the path. */
export function withConfig(config: StackConfig, key: string, value: ConfigValue, path: boolean): StackConfig {
  const split = path ? splitKeyPath(key) : { key, path: [key] };
  return new Map(config).set(split.key, withValueAt(config.get(split.key), split.path, value));
}

/** The config without the value; as it is where there is none. */
export function withoutConfig(config: StackConfig, key: string, path: boolean): StackConfig {
  const changed = new Map(config);
  const split = path ? splitKeyPath(key) : { key, path: [key] };
  const value = config.get(split.key);
  if (value === undefined) {
    return changed;
  }
  if (split.path.length === 1) {
    changed.delete(split.key);
  } else {
    changed.set(split.key, withoutValueAt(value, split.path));
  }
  return changed;
}
