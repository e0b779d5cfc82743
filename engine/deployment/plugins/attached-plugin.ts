import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import { ProviderRpc } from "../wire/provider-rpc.ts";
import { messageOf } from "../wire/rpc.ts";
import type { Plugin } from "./plugin.ts";

/** Names plugins that run already: `<package>:<port>`, separated by commas. The CLI has it for debuggers. */
const VARIABLE = "PULUMI_DEBUG_PROVIDERS";

/**
 * The port of 127.0.0.1 at which a package's plugin runs already, when the environment says so.
 * @throws RangeError for what is not a port
 */
export function portToAttach(packageName: string, env: NodeJS.ProcessEnv): number | undefined {
  const entries = (env[VARIABLE] ?? "").split(",").map((entry) => entry.split(":"));
  const found = entries.find(([name]) => name === packageName);
  if (found === undefined) return undefined;
  const [, text = ""] = found;
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65_535)) {
    throw new RangeError(`${VARIABLE}: '${found.join(":")}' must be '${packageName}:<port>' with a port of 1 to 65535`);
  }
  return port;
}

/**
 * Makes the engine known to a plugin that somebody else started. It outlives the engine.
 * @throws Error when there is none
 */
export async function attachPlugin(packageName: string, port: number, engineAddress: string): Promise<Plugin> {
  const rpc = new ProviderRpc(`127.0.0.1:${port}`);
  try {
    await rpc.attach(new pluginProto.PluginAttach().setAddress(engineAddress));
  } catch (cause) {
    rpc.close();
    throw new Error(
      `the plugin of the package '${packageName}' cannot be attached to at port ${port}, where ${VARIABLE} has it: ` +
        `start it there, or unset ${VARIABLE}: ${messageOf(cause)}`,
      { cause },
    );
  }
  const greeting = new providerProto.ProviderHandshakeRequest()
    .setEngineAddress(engineAddress)
    .setConfigureWithUrn(true);
  return { rpc, greeting };
}
