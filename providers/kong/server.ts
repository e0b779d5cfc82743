import * as grpc from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import service from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { type KongAdmin, KongError, kongAdmin } from "./admin.ts";
import { markCancelled } from "./cancel-mark.ts";
import { checkProperties, checkResource } from "./check.ts";
import { changes, type PropertyChange } from "./diff.ts";
import { create, read, remove, update } from "./operations.ts";
import { packageSchema } from "./package-schema.ts";
import { type Failure, type Properties, UNKNOWN } from "./resources/property.ts";
import { providerProperties } from "./resources/provider.ts";
import { kindOf } from "./resources/resources.ts";
import { fromWire, toWire } from "./wire.ts";

type Handler<Request, Response> = (call: { request: Request }, respond: grpc.sendUnaryData<Response>) => void;

/** Pulumi's ResourceProvider over Kong's Admin API. */
export function providerServer(engineAddress: string): grpc.Server {
  // Absent while a preview does not know the URI yet.
  let admin: KongAdmin | undefined;

  function connected(): KongAdmin {
    if (admin) return admin;
    throw new Error("kongAdminUri is not known: the provider was not configured with it");
  }

  const handlers: grpc.UntypedServiceImplementation = {
    handshake: unary(async (_request: pb.ProviderHandshakeRequest) => {
      const response = new pb.ProviderHandshakeResponse();
      response.setAcceptSecrets(false);
      response.setAcceptResources(false);
      response.setAcceptOutputs(false);
      return response;
    }),

    // No version: one would stick to the provider in state, and a provider found by its path has none to offer.
    getPluginInfo: unary(async () => new plugin.PluginInfo()),

    getSchema: unary(async (_request: pb.GetSchemaRequest) => {
      const response = new pb.GetSchemaResponse();
      response.setSchema(JSON.stringify(packageSchema()));
      return response;
    }),

    checkConfig: unary(async (request: pb.CheckRequest) =>
      checked(request, checkProperties(providerProperties, configuration(request.getNews()))),
    ),

    diffConfig: unary(async (request: pb.DiffRequest) => {
      const [olds, news] = [configuration(request.getOldInputs()), configuration(request.getNews())];
      return differing(changes(providerProperties, olds, news));
    }),

    configure: unary(async (request: pb.ConfigureRequest) => {
      const { kongAdminUri: uri, kongAdminToken: token } = configuration(request.getArgs());
      const known = typeof uri === "string" && uri !== UNKNOWN && token !== UNKNOWN;
      admin = known ? kongAdmin({ uri, token: typeof token === "string" ? token : undefined }) : undefined;
      const response = new pb.ConfigureResponse();
      response.setAcceptsecrets(false);
      response.setAcceptresources(false);
      response.setAcceptoutputs(false);
      response.setSupportspreview(true);
      return response;
    }),

    check: unary(async (request: pb.CheckRequest) =>
      checked(request, checkResource(kindOf(request.getUrn()), fromWire(request.getNews()))),
    ),

    diff: unary(async (request: pb.DiffRequest) => {
      const { properties } = kindOf(request.getUrn());
      return differing(changes(properties, fromWire(request.getOldInputs()), fromWire(request.getNews())));
    }),

    create: unary(async (request: pb.CreateRequest) => {
      const kind = kindOf(request.getUrn());
      const inputs = fromWire(request.getProperties());
      const response = new pb.CreateResponse();
      response.setProperties(toWire(inputs, kind));
      if (!request.getPreview()) response.setId(await create(connected(), kind, inputs));
      return response;
    }),

    read: unary(async (request: pb.ReadRequest) => {
      const known = {
        id: request.getId(),
        properties: fromWire(request.getProperties()),
        inputs: fromWire(request.getInputs()),
      };
      const kind = kindOf(request.getUrn());
      const seen = await read(connected(), kind, known);
      const response = new pb.ReadResponse();
      if (seen) {
        response.setId(seen.id);
        response.setInputs(toWire(seen.inputs, kind));
        response.setProperties(toWire(seen.properties, kind));
      }
      return response;
    }),

    update: unary(async (request: pb.UpdateRequest) => {
      const kind = kindOf(request.getUrn());
      const news = fromWire(request.getNews());
      if (!request.getPreview()) {
        const olds = fromWire(request.getOldInputs());
        await update(connected(), kind, request.getId(), olds, news);
      }
      const response = new pb.UpdateResponse();
      response.setProperties(toWire(news, kind));
      return response;
    }),

    delete: unary(async (request: pb.DeleteRequest) => {
      const properties = fromWire(request.getProperties());
      await remove(connected(), kindOf(request.getUrn()), request.getId(), properties);
      return new empty.Empty();
    }),

    cancel: unary(async () => {
      markCancelled(engineAddress);
      return new empty.Empty();
    }),
  };

  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  server.addService(service.ResourceProviderService, handlers);
  return server;
}

/** An answer per call; an error becomes the text that the engine shows. */
function unary<Request, Response>(answer: (request: Request) => Promise<Response>): Handler<Request, Response> {
  return (call, respond) => {
    answer(call.request).then(
      (response) => respond(null, response),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        const unreachable = error instanceof KongError && error.status === undefined;
        // Not UNAVAILABLE: the engine would take that for a plugin that has crashed.
        respond({ code: unreachable ? grpc.status.FAILED_PRECONDITION : grpc.status.UNKNOWN, details: message });
      },
    );
  };
}

/** The provider's configuration, without what the engine itself keeps beside it. */
function configuration(message: Parameters<typeof fromWire>[0]): Properties {
  const { version: _, pluginDownloadURL: __, ...own } = fromWire(message);
  return own;
}

/** The inputs go back as they came, so that marks of secrets stay on them. */
function checked(request: pb.CheckRequest, failures: readonly Failure[]): pb.CheckResponse {
  const response = new pb.CheckResponse();
  response.setInputs(request.getNews());
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new pb.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

function differing(found: readonly PropertyChange[]): pb.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  const response = new pb.DiffResponse();
  response.setChanges(found.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList(found.map((change) => change.property));
  response.setReplacesList(found.filter((change) => change.replaces).map((change) => change.property));
  response.setHasdetaileddiff(true);
  for (const change of found) {
    const detail = new pb.PropertyDiff();
    detail.setKind(diffKind(change));
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(change.property, detail);
  }
  return response;
}

function diffKind({ kind, replaces }: PropertyChange): pb.PropertyDiff.Kind {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = pb.PropertyDiff.Kind;
  switch (kind) {
    case "add":
      return replaces ? ADD_REPLACE : ADD;
    case "delete":
      return replaces ? DELETE_REPLACE : DELETE;
    case "update":
      return replaces ? UPDATE_REPLACE : UPDATE;
  }
}
