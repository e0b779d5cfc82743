import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
import type { KubeObject } from "../objects/kube-object.ts";
import type { Answer, Call } from "./fake-kubectl.ts";

const PROVIDER_URN = "urn:pulumi:dev::proj::pulumi:providers:kubernetes::default";
const FAKE = new URL("./fake-kubectl.ts", import.meta.url).pathname;

/** A folder with a kubectl that answers from a script; see `fake-kubectl.ts`. */
export class FakeCluster {
  readonly folder: string;
  private answers: Record<string, Answer[]> = {};

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<FakeCluster> {
    const cluster = new FakeCluster(await mkdtemp(join(tmpdir(), "fake-kubectl-")));
    const program = `#!/bin/sh\nexec '${process.execPath}' '${FAKE}' "$@"\n`;
    await writeFile(join(cluster.folder, "kubectl"), program, { mode: 0o755 });
    await cluster.reset();
    return cluster;
  }

  /** Forgets everything but which kinds there are. */
  async reset(): Promise<void> {
    await rm(join(this.folder, "calls.log"), { force: true });
    const kinds = (...list: readonly (readonly [string, string, boolean])[]): Answer => ({
      stdout: JSON.stringify({ resources: list.map(([name, kind, namespaced]) => ({ name, kind, namespaced })) }),
    });
    const version = { major: "1", minor: "34", gitVersion: "v1.34.4" };
    this.answers = {
      "get --raw /api/v1": [
        kinds(["configmaps", "ConfigMap", true], ["secrets", "Secret", true], ["namespaces", "Namespace", false]),
      ],
      "get --raw /apis/apps/v1": [kinds(["deployments", "Deployment", true], ["deployments/scale", "Scale", true])],
      "config view --minify --output=jsonpath={..namespace}": [{ stdout: "" }],
      version: [{ stdout: JSON.stringify({ clientVersion: version, serverVersion: version }) }],
    };
    await this.write();
  }

  get environment(): NodeJS.ProcessEnv {
    return { PATH: this.folder, FAKE_KUBECTL: this.folder, HOME: this.folder, TMPDIR: this.folder };
  }

  /** @param answers in turn, the last one for good */
  async answer(command: string, ...answers: (Answer | KubeObject)[]): Promise<void> {
    this.answers[command] = answers.map((answer) =>
      "kind" in answer ? { stdout: JSON.stringify(answer) } : (answer as Answer),
    );
    await this.write();
  }

  private async write(): Promise<void> {
    await writeFile(join(this.folder, "answers.json"), JSON.stringify(this.answers));
  }

  /** The commands that were run and begin so, in order. */
  async calls(command: string): Promise<Call[]> {
    const log = await readFile(join(this.folder, "calls.log"), "utf8").catch(() => "");
    const calls: Call[] = log.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
    return calls.filter((call) => call.command.startsWith(command));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

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

  static async start(env: NodeJS.ProcessEnv, configuration: PropertyMap = {}): Promise<ProviderUnderTest> {
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
    const module = BUILT_IN_PLUGINS.get("kubernetes") ?? "";
    const command = { command: process.execPath, args: [module], env: {}, folder: "/" };
    const plugin = await startPlugin("kubernetes", command, {
      cwd: "/",
      env,
      engineAddress: engine.address,
      onLine: (line) => told.push(`output ${line}`),
      onStart: (child) => children.push(child),
    });
    const configurable = new ConfigurablePlugin(plugin);
    const provider = await configurable.configure({ urn: PROVIDER_URN, id: "1", inputs: configuration });
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
