import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { type DeployedProject, UnsupportedError } from "../request.ts";
import { orphanGuard } from "./child.ts";

/** How to start a plugin; the engine's address is to be its last argument. */
export interface PluginCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** The package of dynamic providers: resources whose provider is code in the program. */
export const DYNAMIC_PACKAGE = "pulumi-nodejs";

/**
 * How long a dynamic provider's process may go on without its engine, in ms: what watches traffic in it needs this to
 * take the traffic back.
 */
const DYNAMIC_GRACE_MS = 5_000;

/**
 * Finds the plugin of a package.
 * @throws UnsupportedError when this engine knows no place to find it; Error when the place holds no plugin
 */
export function findPlugin(packageName: string, project: DeployedProject): PluginCommand {
  if (packageName === DYNAMIC_PACKAGE) {
    const guard = orphanGuard(DYNAMIC_GRACE_MS);
    return { command: process.execPath, args: [...guard.args, dynamicProvider(project.root)], env: guard.env };
  }
  const listed = project.plugins.find(({ name }) => name === packageName);
  if (listed === undefined) {
    throw new UnsupportedError(
      `no plugin for the package '${packageName}': the embedded engine runs dynamic providers and the plugins that ` +
        "Pulumi.yaml lists under plugins.providers; add it there with its path, or use the Pulumi CLI",
    );
  }
  const command = join(resolve(project.root, listed.path), `pulumi-resource-${packageName}`);
  try {
    accessSync(command, constants.X_OK);
  } catch (cause) {
    throw new Error(
      `the plugin of the package '${packageName}' cannot be run: plugins.providers in Pulumi.yaml gives the path ` +
        `'${listed.path}', but there is no executable file ${command}`,
      { cause },
    );
  }
  return { command, args: [], env: {} };
}

function dynamicProvider(root: string): string {
  try {
    return createRequire(join(root, "package.json")).resolve("@pulumi/pulumi/cmd/dynamic-provider");
  } catch (cause) {
    throw new Error(`@pulumi/pulumi cannot be found from ${root}; install it there: npm install @pulumi/pulumi`, {
      cause,
    });
  }
}
