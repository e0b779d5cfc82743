import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { compare, compareBuild, parse, type SemVer } from "semver";

/** A provider plugin in Pulumi's plugin folder. */
export interface InstalledPlugin {
  readonly packageName: string;
  readonly version: SemVer;
  /** Absolute path of its folder. */
  readonly folder: string;
}

/** Where `pulumi plugin install` puts plugins. */
export function pluginFolder(env: NodeJS.ProcessEnv): string {
  return join(env.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins");
}

/** The provider plugins in the folder, without those that are still being installed; none when there is no folder. */
export function installedPlugins(folder: string): InstalledPlugin[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): InstalledPlugin[] => {
    const [, packageName, text] = /^resource-([a-zA-Z0-9-][\w.-]*[a-zA-Z0-9])-v(.*)$/.exec(entry.name) ?? [];
    const path = join(folder, entry.name);
    if (!entry.isDirectory() || packageName === undefined || existsSync(`${path}.partial`)) return [];
    const version = parse(text);
    return version === null || /\.tmp[0-9]+$/.test(entry.name) ? [] : [{ packageName, version, folder: path }];
  });
}

/**
 * The plugin of a package, as the CLI chooses: of exactly the version that is asked for; without one, the newest that
 * is no pre-release, else the newest.
 */
export function chooseInstalled(
  plugins: readonly InstalledPlugin[],
  packageName: string,
  version: string,
): InstalledPlugin | undefined {
  const candidates = plugins
    .filter((plugin) => plugin.packageName === packageName)
    .toSorted((a, b) => compareBuild(a.version, b.version));
  if (version !== "") return candidates.findLast((plugin) => compare(plugin.version, version) === 0);
  const released = candidates.filter((plugin) => plugin.version.prerelease.length === 0);
  return released.at(-1) ?? candidates.at(-1);
}
