import { readFileSync } from "node:fs";
import { PolicyPackError } from "./pack-error.ts";
import { ENFORCEMENT_LEVELS, type EnforcementLevel, isEnforcementLevel, type PackConfig } from "./rule.ts";

/**
 * Reads a file of `--policy-pack-config`.
 * @throws PolicyPackError that names the file
 */
export function loadConfigFile(file: string): PackConfig {
  try {
    return parseConfig(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new PolicyPackError(`policy pack config ${file}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * `{"<policy>": "<level>"}` or `{"<policy>": {"enforcementLevel": "<level>", …properties}}`. An empty text configures
 * nothing.
 * @throws Error that names the policy, the value and what is allowed
 */
export function parseConfig(text: string): PackConfig {
  if (text.trim() === "") return {};
  const document: unknown = JSON.parse(text);
  if (!isObject(document)) throw new TypeError("it must be a JSON object, with the names of policies as keys");
  if ("environments" in document) {
    throw new TypeError("environments (ESC) are not supported by the embedded engine, nor by a file backend");
  }
  return Object.fromEntries(
    Object.entries(document).map(([policy, value]) => {
      if (typeof value === "string") return [policy, { level: levelOf(policy, value), properties: {} }];
      if (!isObject(value)) {
        throw new TypeError(
          `parsing "${policy}": ${JSON.stringify(value)} is not a valid value; must be a string or object`,
        );
      }
      const { enforcementLevel, ...properties } = value;
      const level = enforcementLevel === undefined ? undefined : levelOf(policy, enforcementLevel);
      return [policy, { level, properties }];
    }),
  );
}

function levelOf(policy: string, value: unknown): EnforcementLevel {
  if (isEnforcementLevel(value)) return value;
  throw new RangeError(
    `parsing enforcement level for "${policy}": ${JSON.stringify(value)} is not a valid enforcement level; ` +
      `allowed is one of ${ENFORCEMENT_LEVELS.join(", ")}`,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
