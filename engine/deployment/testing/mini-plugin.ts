import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Metadata, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import anyProto from "google-protobuf/google/protobuf/any_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";

/**
 * A provider plugin for tests: it keeps secrets, takes part in previews, says in detail what differs, and is replaced
 * when its `uri` changes. Its items are files `world/<id>.item`; one that is `unready` is not in order. Every call is a line of `world/mini.log`.
 */
type Properties = Record<string, structProto.JavaScriptValue>;

let configuration: Properties = {};

function note(call: string, more: unknown = ""): void {
  appendFileSync("world/mini.log", `${call} ${JSON.stringify(more)}\n`);
}

function fileOf(id: string): string {
  return `world/${id}.item`;
}

function keep(id: string, inputs: Properties): void {
  writeFileSync(fileOf(id), JSON.stringify(inputs));
}

/** An item that is there but not in order. */
class UnreadyError extends Error {
  readonly metadata = new Metadata();

  constructor(id: string, inputs: structProto.Struct, outputs: structProto.Struct) {
    super("not in order");
    const detail = new providerProto.ErrorResourceInitFailed()
      .setId(id)
      .setInputs(inputs)
      .setProperties(outputs)
      .setReasonsList(["not ready"]);
    const packed = new anyProto.Any();
    packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const wire = new statusProto.Status().setCode(status.UNKNOWN).setMessage(this.message).setDetailsList([packed]);
    this.metadata.set("grpc-status-details-bin", Buffer.from(wire.serializeBinary()));
  }
}

function properties(struct: structProto.Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

function answering<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
  return async (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): Promise<void> => {
    try {
      callback(null, await answer(call.request));
    } catch (error) {
      callback({
        code: status.UNKNOWN,
        details: error instanceof Error ? error.message : String(error),
        ...(error instanceof UnreadyError && { metadata: error.metadata }),
      });
    }
  };
}

function difference(olds: Properties, news: Properties, replacing: string): providerProto.DiffResponse {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((key) => key !== "made");
  const changed = keys.filter((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
  const response = new providerProto.DiffResponse()
    .setChanges(providerProto.DiffResponse.DiffChanges[changed.length > 0 ? "DIFF_SOME" : "DIFF_NONE"])
    .setDiffsList(changed)
    .setReplacesList(changed.filter((key) => key === replacing))
    .setHasdetaileddiff(true);
  for (const key of changed) {
    const kind = providerProto.PropertyDiff.Kind[key === replacing ? "UPDATE_REPLACE" : "UPDATE"];
    response.getDetaileddiffMap().set(key, new providerProto.PropertyDiff().setKind(kind));
  }
  return response;
}

const struct = structProto.Struct.fromJavaScript;
const server = new Server();
server.addService(providerGrpc.ResourceProviderService, {
  getPluginInfo: answering(() => new pluginProto.PluginInfo().setVersion("1.0.0")),
  attach: answering((request: pluginProto.PluginAttach) => {
    note("attach", request.getAddress());
    return new emptyProto.Empty();
  }),
  checkConfig: answering((request: providerProto.CheckRequest) => {
    const news = properties(request.getNews());
    const response = new providerProto.CheckResponse().setInputs(request.getNews());
    if (news.uri !== "bad") return response;
    const failure = new providerProto.CheckFailure().setProperty("uri").setReason("it is not a URI");
    return response.setFailuresList([failure]);
  }),
  diffConfig: answering((request: providerProto.DiffRequest) =>
    difference(properties(request.getOldInputs()), properties(request.getNews()), "uri"),
  ),
  configure: answering((request: providerProto.ConfigureRequest) => {
    configuration = properties(request.getArgs());
    note("configure", configuration);
    return new providerProto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
  }),
  check: answering((request: providerProto.CheckRequest) =>
    new providerProto.CheckResponse().setInputs(request.getNews()),
  ),
  diff: answering((request: providerProto.DiffRequest) =>
    difference(properties(request.getOldInputs()), properties(request.getNews()), "kind"),
  ),
  create: answering(async (request: providerProto.CreateRequest) => {
    const inputs = properties(request.getProperties());
    if (!request.getPreview()) keep(`mini-${request.getName()}`, inputs);
    note(request.getPreview() ? "create (preview)" : "create", { ...inputs, timeout: request.getTimeout() });
    if (inputs.hold === true && !request.getPreview()) await canceled;
    return new providerProto.CreateResponse()
      .setId(request.getPreview() ? "" : `mini-${request.getName()}`)
      .setProperties(struct({ ...inputs, made: true, by: configuration.uri ?? "nobody" }));
  }),
  update: answering((request: providerProto.UpdateRequest) => {
    if (!request.getPreview()) keep(request.getId(), properties(request.getNews()));
    note(request.getPreview() ? "update (preview)" : "update", properties(request.getNews()));
    return new providerProto.UpdateResponse().setProperties(struct({ ...properties(request.getNews()), made: true }));
  }),
  delete: answering((request: providerProto.DeleteRequest) => {
    rmSync(fileOf(request.getId()), { force: true });
    note("delete", request.getId());
    return new emptyProto.Empty();
  }),
  read: answering((request: providerProto.ReadRequest) => {
    note("read", { id: request.getId(), ...properties(request.getProperties()) });
    if (!existsSync(fileOf(request.getId()))) return new providerProto.ReadResponse();
    const found = JSON.parse(readFileSync(fileOf(request.getId()), "utf8")) as Properties;
    const live = struct({ ...found, made: true, by: configuration.uri ?? "nobody" });
    if (found.unready === true) throw new UnreadyError(request.getId(), struct(found), live);
    return new providerProto.ReadResponse().setId(request.getId()).setInputs(struct(found)).setProperties(live);
  }),
  invoke: answering((request: providerProto.InvokeRequest) => {
    const args = properties(request.getArgs());
    note("invoke", { token: request.getTok(), ...args });
    if (request.getTok() === "mini:index:fail") throw new Error("it does not work");
    const response = new providerProto.InvokeResponse();
    if (args.bad !== undefined) {
      return response.setFailuresList([new providerProto.CheckFailure().setProperty("bad").setReason("it is bad")]);
    }
    return response.setReturn(struct({ ...args, by: configuration.uri ?? "nobody", preview: request.getPreview() }));
  }),
  call: answering((request: providerProto.CallRequest) => {
    const { __self__, ...args } = properties(request.getArgs());
    note("call", { token: request.getTok(), ...args });
    if (args.bad !== undefined) throw new Error("it does not work");
    return new providerProto.CallResponse().setReturn(struct({ ...args, stack: request.getStack() }));
  }),
  cancel: answering(() => {
    note("cancel");
    onCancel();
    return new emptyProto.Empty();
  }),
});
const { promise: canceled, resolve: onCancel } = Promise.withResolvers<void>();
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  note("started", process.argv.slice(2));
  console.log(port);
});
