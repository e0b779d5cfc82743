import { compare, parse } from "semver";
import type { ProviderRpc } from "../wire/provider-rpc.ts";
import type { PluginIdentity } from "./plugin-identity.ts";

/**
 * What people should know of a plugin that says that it is older than the version that is wanted; undefined when it
 * is not, or when any version will do.
 */
export async function versionWarning(
  { packageName, version }: PluginIdentity,
  rpc: ProviderRpc,
): Promise<string | undefined> {
  const wanted = parse(version);
  if (wanted === null) return undefined;
  const has = (await rpc.getPluginInfo()).getVersion();
  const own = parse(has);
  if (own !== null && compare(own, wanted) >= 0) return undefined;
  return (
    `resource plugin ${packageName} is expected to have version >=${version}, but has ${has}; ` +
    "the wrong version may be on your path, or this may be a bug in the plugin"
  );
}
