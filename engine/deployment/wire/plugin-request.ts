import type { PluginIdentity } from "../plugins/plugin-identity.ts";

interface OfPlugin {
  getVersion(): string;
  getPlugindownloadurl(): string;
}

/** Which plugin a request wants for its package. */
export function pluginOf(packageName: string, request: OfPlugin): PluginIdentity {
  const downloadUrl = request.getPlugindownloadurl().replace(/\/$/, "");
  return { packageName, version: request.getVersion(), downloadUrl };
}
