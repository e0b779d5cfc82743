import { withConfig } from "../workspace/stack-config.ts";
import type { StackFile } from "../workspace/stack-file.ts";
import { coerceInside, parseKey } from "./commands/config-pair.ts";

/**
 * Stores what `--config key=value` says in the stack's config file; a key alone gets an empty value.
 *
 * @param path the keys are paths
 * @throws CommandError for what is no key.
 */
export async function saveConfigFlags(
  file: StackFile,
  project: string,
  pairs: readonly string[],
  path: boolean,
): Promise<void> {
  if (pairs.length === 0) {
    return;
  }
  let config = file.config;
  for (const pair of pairs) {
    const [name = "", ...value] = pair.split("=");
    const key = parseKey(name, project, path);
    config = withConfig(config, key, coerceInside(key, value.join("="), path), path);
  }
  file.setConfig(config);
  await file.save();
}
