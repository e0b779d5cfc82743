import type { ProviderDifference } from "../../deployment/steps/difference.ts";
import { changedKeys } from "../../deployment/values/difference.ts";
import { UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { CheckFailure } from "../../deployment/wire/provider.ts";
import { engineAddress } from "../api/engine-address.ts";
import { insteadUse } from "../followed-plugin.ts";

/** What the engine of Pulumi keeps beside a provider's configuration. */
const ENGINES_OWN = ["version", "pluginDownloadURL", "__internal"];

/** @param given in clear, unknowns as they are in a preview */
export function checkConfiguration(given: PropertyMap, env: NodeJS.ProcessEnv): CheckFailure[] {
  const failures = Object.entries(given).flatMap(([property, value]): CheckFailure[] => {
    if (value === null || property === "host" || ENGINES_OWN.includes(property)) return [];
    const reason = `the provider's option '${property}' is not supported by ${insteadUse()}. It takes: host`;
    return [{ property, reason }];
  });
  if (given.host === UNKNOWN) return failures;
  try {
    engineAddress(hostOf(given), env);
    return failures;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [...failures, { property: hostOf(given) === undefined ? "" : "host", reason: error.message }];
  }
}

export function hostOf({ host }: PropertyMap): string | undefined {
  return typeof host === "string" && host !== "" ? host : undefined;
}

/** Another engine has none of the containers; but the plugin takes another address for another way to the same engine. */
export function configurationDifference(olds: PropertyMap, news: PropertyMap): ProviderDifference {
  const changed = changedKeys(olds, news);
  return {
    changes: changed.length > 0 ? "some" : "none",
    replaces: [],
    changed,
    deleteBeforeReplace: false,
    detailed: undefined,
  };
}
