import type { Update } from "./history.ts";

/** A key of stack config whose value is another than at the update before; null where there is none, or a secret. */
export interface ConfigChange {
  /** Without the project's name; keys of an object one by one: "canary.bypassLlm". */
  readonly key: string;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * What an update asked for that the one before had not. Pure. A secret that was changed cannot be told: a history has
 * ciphertexts, and each encryption is another.
 *
 * @param before absent for the first update of the history: then nothing is known to have changed
 */
export function configChanges(
  before: Pick<Update, "config"> | undefined,
  after: Pick<Update, "config">,
): ConfigChange[] {
  if (before === undefined) return [];
  const [old, now] = [leavesOf(before.config), leavesOf(after.config)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key) => {
    const [from, to] = [old.get(key) ?? null, now.get(key) ?? null];
    return from === to ? [] : [{ key, from, to }];
  });
}

function leavesOf(config: Readonly<Record<string, unknown>>): Map<string, string> {
  const leaves = new Map<string, string>();
  const add = (key: string, value: unknown) => {
    if (value === null || value === undefined) return;
    if (typeof value === "object" && !Array.isArray(value)) {
      for (const [name, inner] of Object.entries(value)) add(`${key}.${name}`, inner);
    } else leaves.set(key, typeof value === "string" ? value : JSON.stringify(value));
  };
  for (const [key, value] of Object.entries(config)) add(key.replace(/^[^:]*:/, ""), value);
  return leaves;
}
