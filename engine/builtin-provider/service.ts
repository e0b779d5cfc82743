import { Server, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import type { PropertyMap } from "../deployment/values/property-value.ts";
import { revealedProperties } from "../deployment/values/secrecy.ts";
import { CHANNEL_OPTIONS } from "../deployment/wire/rpc.ts";
import { fromStruct } from "../deployment/wire/struct.ts";
import { checkResponse, diffResponse, failureOf, structOf } from "./answers.ts";
import type { Addressed, BuiltInProvider, ConfiguredProvider, ProviderSurroundings } from "./built-in-provider.ts";
import { EngineLog } from "./engine-log.ts";
import { OperationError } from "./operation-error.ts";
import { hidingSecrets } from "./secret-texts.ts";

/** Pulumi's ResourceProvider over a built-in provider. */
export function providerService(
  engineAddress: string,
  providerIn: (surroundings: ProviderSurroundings) => BuiltInProvider,
): Server {
  const log = new EngineLog(engineAddress);
  const cancel = new AbortController();
  const builtIn = providerIn({ log, canceled: cancel.signal });
  let configured: ConfiguredProvider | undefined;

  const provider = (): ConfiguredProvider => {
    if (configured === undefined) throw new OperationError("the provider was asked before it was configured");
    return configured;
  };

  const answering = answeringWith(log);
  const server = new Server(CHANNEL_OPTIONS);
  server.addService(providerGrpc.ResourceProviderService, {
    handshake: answering(async () =>
      new providerProto.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(false),
    ),

    getPluginInfo: answering(async () => new pluginProto.PluginInfo().setVersion(builtIn.version)),

    checkConfig: answering(async (request: providerProto.CheckRequest) => {
      const news = fromStruct(request.getNews());
      return checkResponse({ inputs: news, failures: builtIn.checkConfiguration(revealedProperties(news)) });
    }),

    diffConfig: answering(async (request: providerProto.DiffRequest) => {
      const [olds = {}, news = {}] = [request.getOldInputs(), request.getNews()].map((each) =>
        revealedProperties(fromStruct(each)),
      );
      return diffResponse(builtIn.configurationDifference(olds, news));
    }),

    configure: answering(async (request: providerProto.ConfigureRequest) => {
      configured = builtIn.configure(revealedProperties(fromStruct(request.getArgs())));
      return new providerProto.ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(false)
        .setSupportspreview(true);
    }),

    check: answering(async (request: providerProto.CheckRequest) => {
      const olds = fromStruct(request.getOlds());
      const result = await provider().check({
        ...addressed(request),
        news: fromStruct(request.getNews()),
        olds: Object.keys(olds).length === 0 ? undefined : olds,
        seed: request.getRandomseed_asU8(),
      });
      return checkResponse(result);
    }),

    diff: answering(async (request: providerProto.DiffRequest) =>
      diffResponse(
        await provider().diff({
          ...addressed(request),
          id: request.getId(),
          inputs: fromStruct(request.getOldInputs()),
          outputs: fromStruct(request.getOlds()),
          news: fromStruct(request.getNews()),
          ignoreChanges: request.getIgnorechangesList(),
        }),
      ),
    ),

    create: answering(async (request: providerProto.CreateRequest) => {
      const { id, outputs } = await provider().create({
        ...addressed(request),
        inputs: fromStruct(request.getProperties()),
        timeoutSeconds: request.getTimeout(),
        preview: request.getPreview(),
      });
      return new providerProto.CreateResponse().setId(id).setProperties(structOf(outputs));
    }),

    update: answering(async (request: providerProto.UpdateRequest) => {
      const outputs = await provider().update({
        ...addressed(request),
        id: request.getId(),
        inputs: fromStruct(request.getOldInputs()),
        outputs: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        timeoutSeconds: request.getTimeout(),
        preview: request.getPreview(),
      });
      return new providerProto.UpdateResponse().setProperties(structOf(outputs));
    }),

    read: answering(async (request: providerProto.ReadRequest) => {
      const found = await provider().read({
        ...addressed(request),
        id: request.getId(),
        inputs: fromStruct(request.getInputs()),
        outputs: fromStruct(request.getProperties()),
      });
      const response = new providerProto.ReadResponse();
      if (found === undefined) return response;
      return response.setId(found.id).setInputs(structOf(found.inputs)).setProperties(structOf(found.outputs));
    }),

    delete: answering(async (request: providerProto.DeleteRequest) => {
      await provider().delete({
        ...addressed(request),
        id: request.getId(),
        inputs: fromStruct(request.getOldInputs()),
        outputs: fromStruct(request.getProperties()),
        timeoutSeconds: request.getTimeout(),
      });
      return new emptyProto.Empty();
    }),

    invoke: answering(async (request: providerProto.InvokeRequest) => {
      const result = await provider().invoke(request.getTok(), fromStruct(request.getArgs()));
      return new providerProto.InvokeResponse().setReturn(structOf(result));
    }),

    cancel: answering(async () => {
      cancel.abort();
      return new emptyProto.Empty();
    }),
  });
  return server;
}

function addressed(request: { getUrn(): string; getType(): string; getName(): string }): Addressed {
  return { urn: request.getUrn(), type: request.getType(), name: request.getName() };
}

/** An answer per call; an error becomes the text that the engine shows, without what is secret in the call. */
function answeringWith(log: EngineLog) {
  return <Request, Response>(answer: (request: Request) => Promise<Response>) =>
    async (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): Promise<void> => {
      try {
        const response = await answer(call.request);
        await log.heard();
        callback(null, response);
      } catch (error) {
        await log.heard();
        callback(failureOf(error, hidingSecrets(givenTo(call.request))));
      }
    };
}

/** All properties that came with a call. */
function givenTo(request: unknown): PropertyMap {
  const { CheckRequest, DiffRequest, CreateRequest, UpdateRequest, ReadRequest } = providerProto;
  if (request instanceof CheckRequest || request instanceof DiffRequest || request instanceof UpdateRequest) {
    return fromStruct(request.getNews());
  }
  if (request instanceof CreateRequest) return fromStruct(request.getProperties());
  return request instanceof ReadRequest ? fromStruct(request.getInputs()) : {};
}
