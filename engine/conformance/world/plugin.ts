import { appendFileSync, mkdirSync } from "node:fs";
import { Metadata, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import anyProto from "google-protobuf/google/protobuf/any_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import {
  type Call,
  checkFailures,
  create,
  type Difference,
  difference,
  HalfDoneError,
  lookup,
  type Properties,
  read,
  remove,
  update,
} from "./behaviour.ts";

/** The provider `world` as a plugin: gRPC in, behaviour.ts behind it. Its working directory is the program's. */

const ENGINE_CHECK_MS = 250;

function properties(struct: structProto.Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

function struct(values: Properties): structProto.Struct {
  return structProto.Struct.fromJavaScript(values as Parameters<typeof structProto.Struct.fromJavaScript>[0]);
}

function answering<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
  return async (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): Promise<void> => {
    try {
      callback(null, await answer(call.request));
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      const metadata = error instanceof HalfDoneError ? halfDoneMetadata(error) : new Metadata();
      callback({ code: status.UNKNOWN, details, metadata });
    }
  };
}

/** What exists in spite of the failure goes in a trailer. */
function halfDoneMetadata({ id, outputs, reasons, message }: HalfDoneError): Metadata {
  const detail = new providerProto.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(struct(outputs))
    .setReasonsList([...reasons]);
  const any = new anyProto.Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const details = new statusProto.Status().setCode(status.UNKNOWN).setMessage(message).setDetailsList([any]);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
  return metadata;
}

const CHANGES = {
  unknown: providerProto.DiffResponse.DiffChanges.DIFF_UNKNOWN,
  none: providerProto.DiffResponse.DiffChanges.DIFF_NONE,
  some: providerProto.DiffResponse.DiffChanges.DIFF_SOME,
} as const;

function diffResponse(found: Difference): providerProto.DiffResponse {
  const response = new providerProto.DiffResponse()
    .setChanges(CHANGES[found.changes])
    .setDiffsList([...found.changed])
    .setReplacesList([...found.replaces])
    .setDeletebeforereplace(found.deleteBeforeReplace);
  if (!found.detailed) return response;
  for (const key of found.changed) {
    const kind = providerProto.PropertyDiff.Kind[found.replaces.includes(key) ? "UPDATE_REPLACE" : "UPDATE"];
    response.getDetaileddiffMap().set(key, new providerProto.PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response.setHasdetaileddiff(true);
}

function checked(request: providerProto.CheckRequest): providerProto.CheckResponse {
  const failures = checkFailures(properties(request.getNews())).map(({ property, reason }) =>
    new providerProto.CheckFailure().setProperty(property).setReason(reason),
  );
  return new providerProto.CheckResponse().setInputs(request.getNews()).setFailuresList(failures);
}

interface AboutAnItem {
  getUrn(): string;
}

function callOf(request: AboutAnItem, more: Partial<Call> = {}): Call {
  return { name: request.getUrn().split("::").at(-1) ?? "", preview: false, timeout: 0, ...more };
}

const server = new Server();
server.addService(providerGrpc.ResourceProviderService, {
  getPluginInfo: answering(() => new pluginProto.PluginInfo().setVersion("1.0.0")),
  checkConfig: answering((request: providerProto.CheckRequest) =>
    new providerProto.CheckResponse().setInputs(request.getNews()),
  ),
  diffConfig: answering((request: providerProto.DiffRequest) => {
    const found = difference(properties(request.getOldInputs()), properties(request.getNews()));
    return diffResponse({ ...found, replaces: found.changed.filter((key) => key === "uri") });
  }),
  configure: answering((request: providerProto.ConfigureRequest) => {
    const { secrets, previews } = properties(request.getArgs());
    return new providerProto.ConfigureResponse()
      .setAcceptsecrets(secrets !== "false")
      .setSupportspreview(previews !== "false");
  }),
  check: answering(checked),
  diff: answering((request: providerProto.DiffRequest) => {
    const news = properties(request.getNews());
    if (news.fail === "diff") throw new Error(`cannot compare ${callOf(request).name}`);
    return diffResponse(difference(properties(request.getOldInputs()), news));
  }),
  create: answering(async (request: providerProto.CreateRequest) => {
    const call = callOf(request, { preview: request.getPreview(), timeout: request.getTimeout() });
    const { id, outputs } = await create(call, properties(request.getProperties()));
    return new providerProto.CreateResponse().setId(id).setProperties(struct(outputs));
  }),
  update: answering(async (request: providerProto.UpdateRequest) => {
    const call = callOf(request, { preview: request.getPreview(), timeout: request.getTimeout() });
    const outputs = await update(call, request.getId(), properties(request.getOlds()), properties(request.getNews()));
    return new providerProto.UpdateResponse().setProperties(struct(outputs));
  }),
  delete: answering(async (request: providerProto.DeleteRequest) => {
    await remove(callOf(request, { timeout: request.getTimeout() }), request.getId());
    return new emptyProto.Empty();
  }),
  read: answering(async (request: providerProto.ReadRequest) => {
    const found = await read(callOf(request), request.getId());
    if (found === undefined) return new providerProto.ReadResponse();
    const { inputs, outputs } = found;
    return new providerProto.ReadResponse()
      .setId(request.getId())
      .setInputs(struct(inputs))
      .setProperties(struct(outputs));
  }),
  invoke: answering((request: providerProto.InvokeRequest) =>
    new providerProto.InvokeResponse().setReturn(struct(lookup(String(properties(request.getArgs()).id)))),
  ),
  cancel: answering(() => new emptyProto.Empty()),
});
mkdirSync("world", { recursive: true });
appendFileSync("world/calls.log", "");
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(port);
});

// An engine that is killed takes nothing along; no test is to leave a process behind.
const engine = process.ppid;
setInterval(() => {
  if (process.ppid !== engine) process.exit(1);
}, ENGINE_CHECK_MS).unref();
