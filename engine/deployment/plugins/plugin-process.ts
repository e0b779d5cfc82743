import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import { ProviderRpc } from "../wire/provider-rpc.ts";
import { Child } from "./child.ts";
import type { PluginCommand } from "./find-plugin.ts";

/** How long a plugin has to print its port, in ms. */
const START_LIMIT_MS = 60_000;

/** A plugin that runs and has said where it listens. */
export interface PluginProcess {
  readonly rpc: ProviderRpc;
  /** What to greet it with. */
  readonly greeting: providerProto.ProviderHandshakeRequest;
}

/**
 * Starts a plugin: a process whose first line of output is the port of its gRPC service. Further lines are messages.
 * @throws Error with what it wrote when it ends, or takes too long, before it names its port
 */
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
): Promise<PluginProcess> {
  const port = Promise.withResolvers<number>();
  const written: string[] = [];
  let listening = false;
  const child = new Child({
    command: command.command,
    args: [...command.args, options.engineAddress],
    cwd: options.cwd,
    env: { ...options.env, ...command.env },
    onLine(line, from) {
      if (!listening && from === "stdout" && /^\d+$/.test(line.trim())) {
        listening = true;
        port.resolve(Number(line.trim()));
        return;
      }
      if (!listening) written.push(line);
      options.onLine(line, from);
    },
  });
  options.onStart(child);
  const failed = (reason: string, cause?: unknown): Error =>
    new Error(`the plugin of the package '${packageName}' ${reason}: ${written.slice(-10).join("\n")}`.trim(), {
      cause,
    });
  const waiting = new AbortController();
  try {
    const found = await Promise.race([
      port.promise,
      child.ended.then(({ code, error }) => {
        throw failed(error ? "could not be started" : `ended with exit code ${code} before it named its port`, error);
      }),
      setTimeout(START_LIMIT_MS, undefined, { signal: waiting.signal }).then(() => {
        child.kill();
        throw failed(`did not name its port within ${START_LIMIT_MS / 1000} s`);
      }),
    ]);
    const folder = dirname(command.command);
    const greeting = new providerProto.ProviderHandshakeRequest()
      .setEngineAddress(options.engineAddress)
      .setRootDirectory(folder)
      .setProgramDirectory(folder)
      .setConfigureWithUrn(true);
    return { rpc: new ProviderRpc(`127.0.0.1:${found}`), greeting };
  } finally {
    waiting.abort();
  }
}
