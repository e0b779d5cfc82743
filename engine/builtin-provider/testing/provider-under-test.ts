import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { EngineServer } from "../../deployment/monitor/server.ts";
import { BUILT_IN_PLUGINS } from "../../deployment/plugins/built-in-plugins.ts";
import type { Child } from "../../deployment/plugins/child.ts";
import { ConfigurablePlugin } from "../../deployment/plugins/configurable-plugin.ts";
import { startPlugin } from "../../deployment/plugins/plugin-process.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { Provider } from "../../deployment/wire/provider.ts";
import { ProviderError } from "../../deployment/wire/provider-error.ts";

/** The provider as the engine has it: a process of its own, spoken to by the engine's client. */
export class ProviderUnderTest {
  readonly provider: Provider;
  /** What it told people, each `<severity> <message>`; severity `status` for what goes by. */
  readonly told: string[];
  private readonly cancelPlugin: () => Promise<unknown>;
  private readonly close: () => Promise<void>;

  private constructor(provider: Provider, told: string[], cancel: () => Promise<unknown>, close: () => Promise<void>) {
    this.provider = provider;
    this.told = told;
    this.cancelPlugin = cancel;
    this.close = close;
  }

  /** @param packageName of which the engine brings a provider along */
  static async start(
    packageName: string,
    env: NodeJS.ProcessEnv,
    configuration: PropertyMap = {},
  ): Promise<ProviderUnderTest> {
    const engine = await EngineServer.open();
    const told: string[] = [];
    engine.offer(engineGrpc.EngineService, {
      log(call: ServerUnaryCall<engineProto.LogRequest, emptyProto.Empty>, callback: sendUnaryData<emptyProto.Empty>) {
        const severity = call.request.getEphemeral()
          ? "status"
          : ["debug", "info", "warning", "error"][call.request.getSeverity()];
        told.push(`${severity} ${call.request.getMessage()}`);
        callback(null, new emptyProto.Empty());
      },
    });
    const children: Child[] = [];
    const module = BUILT_IN_PLUGINS.get(packageName) ?? "";
    const command = { command: process.execPath, args: [module], env: {}, folder: "/" };
    const plugin = await startPlugin(packageName, command, {
      cwd: "/",
      env,
      engineAddress: engine.address,
      onLine: (line) => told.push(`output ${line}`),
      onStart: (child) => children.push(child),
    });
    const configurable = new ConfigurablePlugin(plugin);
    const provider = await configurable.configure({
      urn: urnOf(`pulumi:providers:${packageName}`, "default"),
      id: "1",
      inputs: configuration,
    });
    return new ProviderUnderTest(
      provider,
      told,
      () => plugin.rpc.cancel(),
      async () => {
        plugin.rpc.close();
        await Promise.all(children.map((child) => child.end()));
        engine.close();
      },
    );
  }

  async cancel(): Promise<void> {
    await this.cancelPlugin();
  }

  async stop(): Promise<void> {
    await this.close();
  }
}

export function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::proj::${type}::${name}`;
}

/** The error of a call that has to fail. */
export async function failure(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw new Error(`expected the call to fail, not ${String(error)}`);
  return error;
}
