import { accessSync, constants, existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { type DeployedProject, UnsupportedError } from "../request.ts";
import { orphanGuard } from "./child.ts";
import { chooseInstalled, installedPlugins, pluginFolder } from "./installed-plugins.ts";
import type { PluginIdentity } from "./plugin-identity.ts";

/** How to start a plugin; the engine's address is to be its last argument. */
export interface PluginCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where the plugin itself is. */
  readonly folder: string;
  /** What people should know of where it was found. */
  readonly warning?: string;
}

/** Where plugins may be. */
export interface PluginPlaces {
  readonly project: DeployedProject;
  /** `PATH`, `PULUMI_HOME` and `PULUMI_IGNORE_AMBIENT_PLUGINS` are read. */
  readonly env: NodeJS.ProcessEnv;
  /** What the engine brings along: package → module. */
  readonly builtIn: ReadonlyMap<string, string>;
}

/** The package of dynamic providers: resources whose provider is code in the program. */
export const DYNAMIC_PACKAGE = "pulumi-nodejs";

/**
 * How long a dynamic provider's process may go on without its engine, in ms: what watches traffic in it needs this to
 * take the traffic back.
 */
const DYNAMIC_GRACE_MS = 5_000;

/** How long a plugin that the engine brings along may go on without it, in ms. */
const BUILT_IN_GRACE_MS = 0;

/**
 * Finds the plugin of a package where the CLI does, in the same order: where Pulumi.yaml says, on PATH, among the
 * installed ones; then what this engine brings along.
 * @throws Error when it is nowhere, with the command that installs it, or when a place holds none that can be run;
 * UnsupportedError when it is of a kind that this engine cannot start
 */
export function findPlugin(plugin: PluginIdentity, places: PluginPlaces): PluginCommand {
  const { packageName } = plugin;
  const { project, builtIn } = places;
  if (packageName === DYNAMIC_PACKAGE) return nodeModule(dynamicProvider(project.root), DYNAMIC_GRACE_MS);
  const module = builtIn.get(packageName);
  return (
    listed(plugin, project) ??
    onPath(packageName, places.env) ??
    installed(plugin, places.env) ??
    (module === undefined ? missing(plugin, places) : nodeModule(module, BUILT_IN_GRACE_MS))
  );
}

function listed({ packageName }: PluginIdentity, project: DeployedProject): PluginCommand | undefined {
  const entry = project.plugins.find(({ name }) => name === packageName);
  if (entry === undefined) return undefined;
  const because = `plugins.providers in Pulumi.yaml gives the path '${entry.path}'`;
  return executableIn(resolve(project.root, entry.path), packageName, because);
}

function onPath(packageName: string, env: NodeJS.ProcessEnv): PluginCommand | undefined {
  if (["1", "true"].includes((env.PULUMI_IGNORE_AMBIENT_PLUGINS ?? "").toLowerCase())) return undefined;
  const file = fileName(packageName);
  const folders = (env.PATH ?? "").split(delimiter).filter(isAbsolute);
  const command = folders.map((folder) => join(folder, file)).find(isExecutable);
  if (command === undefined) return undefined;
  return { ...executable(command), warning: `using ${file} from $PATH at ${command}` };
}

function installed({ packageName, version }: PluginIdentity, env: NodeJS.ProcessEnv): PluginCommand | undefined {
  const found = chooseInstalled(installedPlugins(pluginFolder(env)), packageName, version);
  return found && executableIn(found.folder, packageName, "it is installed there");
}

function executableIn(folder: string, packageName: string, because: string): PluginCommand {
  const command = join(folder, fileName(packageName));
  if (isExecutable(command)) return executable(command);
  if (existsSync(join(folder, "PulumiPlugin.yaml"))) {
    throw new UnsupportedError(
      `the plugin of the package '${packageName}' in ${folder} is one that a language runtime runs (PulumiPlugin.yaml): ` +
        "that is not supported by the embedded engine",
    );
  }
  throw new Error(
    `the plugin of the package '${packageName}' cannot be run: ${because}, but there is no executable file ${command}`,
  );
}

function missing({ packageName, version, downloadUrl }: PluginIdentity, { env }: PluginPlaces): never {
  const wanted = version === "" ? "" : ` v${version}`;
  const server = downloadUrl === "" ? "" : ` --server ${downloadUrl}`;
  throw new Error(
    `no plugin for the package '${packageName}'${wanted === "" ? "" : ` at version${wanted}`}: it is not among ` +
      `plugins.providers in Pulumi.yaml, there is no ${fileName(packageName)} on PATH, and none is installed in ` +
      `${pluginFolder(env)}; install it with the Pulumi CLI, the embedded engine cannot: ` +
      `pulumi plugin install resource ${packageName}${wanted}${server}`,
  );
}

function fileName(packageName: string): string {
  return `pulumi-resource-${packageName}`;
}

function executable(command: string): PluginCommand {
  return { command, args: [], env: {}, folder: dirname(command) };
}

function nodeModule(module: string, graceMs: number): PluginCommand {
  const guard = orphanGuard(graceMs);
  return { command: process.execPath, args: [...guard.args, module], env: guard.env, folder: dirname(module) };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The project's own, else the engine's: the folder of an inline program's project has no packages, for its program is a
 * function of a process elsewhere.
 */
function dynamicProvider(root: string): string {
  const module = "@pulumi/pulumi/cmd/dynamic-provider";
  try {
    return createRequire(join(root, "package.json")).resolve(module);
  } catch {
    return createRequire(import.meta.url).resolve(module);
  }
}
