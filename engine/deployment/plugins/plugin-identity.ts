import { parse } from "semver";
import { UnsupportedError } from "../request.ts";
import { isPlainObject } from "../values/marks.ts";
import type { PropertyMap, PropertyValue } from "../values/property-value.ts";

/** Which plugin is wanted. */
export interface PluginIdentity {
  readonly packageName: string;
  /** Empty: any. */
  readonly version: string;
  /** Where it can be had, when that is not Pulumi's own place; empty otherwise. */
  readonly downloadUrl: string;
}

/** The same text for the same plugin. */
export function pluginKey({ packageName, version, downloadUrl }: PluginIdentity): string {
  return `${packageName}@${version} ${downloadUrl}`;
}

/** A property of provider resources that is the engine's: it never reaches a plugin. */
export const INTERNAL_KEY = "__internal";

/** What of a provider's plugin is in the provider resource's inputs. */
export function pluginInputs({ version, downloadUrl }: PluginIdentity): PropertyMap {
  if (version === "" && downloadUrl === "") return {};
  return {
    [INTERNAL_KEY]: downloadUrl === "" ? {} : { pluginDownloadURL: downloadUrl },
    ...(version !== "" && { version }),
  };
}

/**
 * Which plugin a provider resource is configured for.
 * @throws UnsupportedError when it needs more than to be found
 */
export function pluginOfInputs(packageName: string, inputs: PropertyMap): PluginIdentity {
  const internal = isPlainObject(inputs[INTERNAL_KEY]) ? inputs[INTERNAL_KEY] : inputs;
  for (const key of ["parameterization", "envVarMappings"]) {
    if (internal !== inputs && internal[key] !== undefined) {
      throw new UnsupportedError(
        `the provider of the package '${packageName}' has ${key}, which is not supported by the embedded engine`,
      );
    }
  }
  return { packageName, version: text(inputs.version), downloadUrl: text(internal.pluginDownloadURL) };
}

/** A provider's configuration without what is the engine's. */
export function configurationOf(inputs: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== INTERNAL_KEY));
}

/** The name of the provider resource that the engine makes for resources that name none. */
export function defaultProviderName({ version, downloadUrl }: PluginIdentity): string {
  const parsed = parse(version);
  const parts =
    parsed === null ? [] : [parsed.major, parsed.minor, parsed.patch, ...parsed.prerelease, ...parsed.build];
  return ["default", ...parts, ...(downloadUrl === "" ? [] : [nameOfUrl(downloadUrl)])].join("_");
}

/** As Pulumi makes a name of a URL. */
function nameOfUrl(url: string): string {
  const segments = url.split("/").filter((segment) => segment !== "");
  return segments.map((segment) => segment.replace(/[^A-Za-z0-9_.-]/g, "_")).join("/");
}

function text(value: PropertyValue | undefined): string {
  return typeof value === "string" ? value : "";
}
