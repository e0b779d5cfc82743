import fs from "node:fs";

/**
 * Reading settings from the environment. Every reader either returns a valid value or throws a SettingError that
 * names the variable, the value and what is allowed; `runService` turns that into one line on stderr and exit 1.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

export class SettingError extends Error {
  override readonly name = "SettingError";

  constructor(variable: string, value: string | undefined, allowed: string, options?: ErrorOptions) {
    const received = value === undefined ? "is not set" : `is ${JSON.stringify(value)}`;
    super(`${variable} ${received}; allowed: ${allowed}`, options);
  }
}

/** An unset and an empty variable are the same: a deployment cannot always leave a variable out. */
export function optionalSetting(env: Environment, variable: string): string | undefined {
  const value = env[variable]?.trim();
  return value === "" ? undefined : value;
}

/**
 * A secret from the file that `<variable>_FILE` names, for platforms that would show it to whoever may look at a
 * container's environment; else from the variable itself.
 *
 * @throws SettingError when both are set or the file cannot be read
 */
export function secretSetting(env: Environment, variable: string): string | undefined {
  const file = optionalSetting(env, `${variable}_FILE`);
  if (file === undefined) return optionalSetting(env, variable);
  if (optionalSetting(env, variable) !== undefined) {
    throw new SettingError(`${variable}_FILE`, file, `nothing where ${variable} is set`);
  }
  try {
    return optionalSetting({ [variable]: fs.readFileSync(file, "utf8") }, variable);
  } catch (cause) {
    throw new SettingError(`${variable}_FILE`, file, "the path of a file that can be read", { cause });
  }
}

export function integerSetting(
  env: Environment,
  variable: string,
  range: { min: number; max: number; default: number },
): number {
  const text = optionalSetting(env, variable);
  if (text === undefined) return range.default;
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= range.min && value <= range.max)) {
    throw new SettingError(variable, text, `an integer from ${range.min} to ${range.max} (default ${range.default})`);
  }
  return value;
}

/** Strict: a flag that is misspelt must not silently mean "off". */
export function booleanSetting(env: Environment, variable: string, fallback: boolean): boolean {
  const text = optionalSetting(env, variable);
  if (text === undefined) return fallback;
  if (text !== "true" && text !== "false") {
    throw new SettingError(variable, text, `true or false (default ${fallback})`);
  }
  return text === "true";
}

/** The URL without a trailing slash, so that callers append paths that begin with one. */
export function httpUrlSetting(env: Environment, variable: string): string | undefined {
  const text = optionalSetting(env, variable);
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url !== null && (url.username !== "" || url.password !== "")) {
    throw new SettingError(variable, "(not shown)", "an http:// or https:// URL without user and password");
  }
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:") || url.search !== "" || url.hash !== "") {
    throw new SettingError(variable, text, "an http:// or https:// URL without query and fragment");
  }
  return url.href.replace(/\/+$/, "");
}
