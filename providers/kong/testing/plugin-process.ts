import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as grpc from "@grpc/grpc-js";
import service from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

export const PLUGIN_PATH = fileURLToPath(new URL("../pulumi-resource-kong", import.meta.url));

type Json = Record<string, unknown>;
type PluginClient = InstanceType<typeof service.ResourceProviderClient>;
/** The provider as an engine has it: a process of its own, spoken to by gRPC. */
export class PluginProcess {
  readonly child: ChildProcess;
  /** All that it wrote on stdout. */
  readonly stdout: readonly string[];
  readonly client: PluginClient;
  /** When the wrapper and the provider inside it have both gone. */
  readonly ended: Promise<unknown>;

  private constructor(child: ChildProcess, stdout: readonly string[], client: PluginClient) {
    this.child = child;
    this.stdout = stdout;
    this.client = client;
    this.ended = once(child, "close");
  }

  static async start(engineAddress: string, env: NodeJS.ProcessEnv): Promise<PluginProcess> {
    const child = spawn(PLUGIN_PATH, [engineAddress], {
      env: { ...process.env, ...env },
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const stdout: string[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => stdout.push(line));
    await once(lines, "line");
    const address = `127.0.0.1:${stdout[0]}`;
    const client = new service.ResourceProviderClient(address, grpc.credentials.createInsecure());
    return new PluginProcess(child, stdout, client);
  }

  async configure(config: Json): Promise<pb.ConfigureResponse> {
    const request = new pb.ConfigureRequest();
    request.setArgs(wire(config));
    return ask((respond) => this.client.configure(request, respond));
  }

  async checkConfig(news: Json): Promise<{ inputs: Json; failures: string[] }> {
    const request = new pb.CheckRequest();
    request.setNews(wire(news));
    return checked(await ask((respond) => this.client.checkConfig(request, respond)));
  }

  async check(type: string, news: Json): Promise<{ inputs: Json; failures: string[] }> {
    const request = new pb.CheckRequest();
    request.setUrn(urn(type));
    request.setNews(wire(news));
    return checked(await ask((respond) => this.client.check(request, respond)));
  }

  async diff(type: string, olds: Json, news: Json): Promise<pb.DiffResponse> {
    const request = new pb.DiffRequest();
    request.setUrn(urn(type));
    request.setOldInputs(wire(olds));
    request.setOlds(wire(olds));
    request.setNews(wire(news));
    return ask((respond) => this.client.diff(request, respond));
  }

  async diffConfig(olds: Json, news: Json): Promise<pb.DiffResponse> {
    const request = new pb.DiffRequest();
    request.setOldInputs(wire(olds));
    request.setNews(wire(news));
    return ask((respond) => this.client.diffConfig(request, respond));
  }

  async create(type: string, inputs: Json, preview = false): Promise<{ id: string; properties: Json }> {
    const request = new pb.CreateRequest();
    request.setUrn(urn(type));
    request.setProperties(wire(inputs));
    request.setPreview(preview);
    const response = await ask<pb.CreateResponse>((respond) => this.client.create(request, respond));
    return { id: response.getId(), properties: json(response.getProperties()) };
  }

  async read(type: string, id: string, known: Json = {}): Promise<{ id: string; inputs: Json; properties: Json }> {
    const request = new pb.ReadRequest();
    request.setUrn(urn(type));
    request.setId(id);
    request.setInputs(wire(known));
    request.setProperties(wire(known));
    const response = await ask<pb.ReadResponse>((respond) => this.client.read(request, respond));
    return { id: response.getId(), inputs: json(response.getInputs()), properties: json(response.getProperties()) };
  }

  async update(type: string, id: string, olds: Json, news: Json, preview = false): Promise<Json> {
    const request = new pb.UpdateRequest();
    request.setUrn(urn(type));
    request.setId(id);
    request.setOldInputs(wire(olds));
    request.setOlds(wire(olds));
    request.setNews(wire(news));
    request.setPreview(preview);
    const response = await ask<pb.UpdateResponse>((respond) => this.client.update(request, respond));
    return json(response.getProperties());
  }

  async delete(type: string, id: string, properties: Json): Promise<void> {
    const request = new pb.DeleteRequest();
    request.setUrn(urn(type));
    request.setId(id);
    request.setProperties(wire(properties));
    await ask((respond) => this.client.delete(request, respond));
  }

  async cancel(): Promise<void> {
    await ask((respond) => this.client.cancel(new empty.Empty(), respond));
  }

  /** To the wrapper and to the provider, as both have a process group of their own. */
  signal(name: NodeJS.Signals): void {
    if (this.child.pid !== undefined) process.kill(-this.child.pid, name);
  }

  async stop(): Promise<void> {
    this.client.close();
    this.signal("SIGKILL");
    await this.ended;
  }
}

function ask<Response>(call: (respond: grpc.requestCallback<Response>) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (response === undefined || error ? reject(error) : resolve(response)));
  });
}

function urn(type: string): string {
  return `urn:pulumi:test::kong::${type}::it`;
}

function wire(properties: Json): struct.Struct {
  return struct.Struct.fromJavaScript(properties as Parameters<typeof struct.Struct.fromJavaScript>[0]);
}

function json(message: struct.Struct | undefined): Json {
  return message?.toJavaScript() ?? {};
}

function checked(response: pb.CheckResponse): { inputs: Json; failures: string[] } {
  return {
    inputs: json(response.getInputs()),
    failures: response.getFailuresList().map((failure) => failure.getReason()),
  };
}
