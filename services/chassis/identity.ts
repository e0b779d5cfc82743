import { readFileSync } from "node:fs";
import { type Environment, optionalSetting, SettingError } from "./settings.ts";

/** Who a process is: the same four values are in its health answer, response headers, metrics and log lines. */
export interface Identity {
  readonly service: string;
  readonly version: string;
  /** The name of the revision that this process is an instance of; "unknown" outside a release. */
  readonly revision: string;
  readonly gitCommit: string;
}

/** Safe as a response header and a metrics label: visible ASCII without spaces. */
const NAME = /^[\x21-\x7e]{1,128}$/;

function nameSetting(env: Environment, variable: string, fallback: string): string {
  const value = optionalSetting(env, variable) ?? fallback;
  if (!NAME.test(value)) throw new SettingError(variable, value, "1 to 128 visible ASCII characters without spaces");
  return value;
}

/**
 * @param packageJson the service's own package.json: its name is the service's name, its version the default version.
 * @throws SettingError when SERVICE_VERSION, SERVICE_REVISION or GIT_COMMIT cannot be a header value.
 */
export function readIdentity(packageJson: URL, env: Environment): Identity {
  const { name, version } = JSON.parse(readFileSync(packageJson, "utf8")) as { name: string; version: string };
  return {
    service: name,
    version: nameSetting(env, "SERVICE_VERSION", version),
    revision: nameSetting(env, "SERVICE_REVISION", "unknown"),
    gitCommit: nameSetting(env, "GIT_COMMIT", "unknown"),
  };
}
