import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import { mark } from "../../moments.ts";
import { ProviderRpc } from "../wire/provider-rpc.ts";
import type { Child } from "./child.ts";
import type { PluginCommand } from "./find-plugin.ts";
import { startListening } from "./listening-child.ts";
import type { Plugin } from "./plugin.ts";

/** @throws Error with what it wrote when it does not start */
export async function startPlugin(
  packageName: string,
  command: PluginCommand,
  options: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly engineAddress: string;
    readonly onLine: (line: string, from: "stdout" | "stderr") => void;
    /** Called at once, so that also a plugin that hangs can be ended. */
    readonly onStart: (child: Child) => void;
  },
): Promise<Plugin> {
  mark("plugin started");
  const { address } = await startListening(
    `the plugin of the package '${packageName}'`,
    {
      command: command.command,
      args: [...command.args, options.engineAddress],
      cwd: options.cwd,
      env: { ...options.env, ...command.env },
      onLine: options.onLine,
    },
    options.onStart,
  );
  mark("plugin ready");
  const greeting = new providerProto.ProviderHandshakeRequest()
    .setEngineAddress(options.engineAddress)
    .setRootDirectory(command.folder)
    .setProgramDirectory(command.folder)
    .setConfigureWithUrn(true);
  return { rpc: new ProviderRpc(address), greeting };
}
