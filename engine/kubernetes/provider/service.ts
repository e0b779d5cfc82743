import { readFileSync } from "node:fs";
import { Metadata, Server, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import anyProto from "google-protobuf/google/protobuf/any_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import type { PropertyDifference } from "../../deployment/events.ts";
import type { ProviderDifference } from "../../deployment/steps/difference.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { revealedProperties } from "../../deployment/values/secrecy.ts";
import type { CheckResult } from "../../deployment/wire/provider.ts";
import { CHANNEL_OPTIONS } from "../../deployment/wire/rpc.ts";
import { fromStruct, toStruct } from "../../deployment/wire/struct.ts";
import { Cluster } from "../kubectl/cluster.ts";
import { isContent, kubeconfigFile } from "../kubectl/kubeconfig-file.ts";
import { Kubectl } from "../kubectl/kubectl.ts";
import { KubectlError } from "../kubectl/kubectl-error.ts";
import { hidingSecrets } from "../objects/secret-texts.ts";
import { decodeYaml } from "../objects/yaml-documents.ts";
import { type Configuration, checkConfiguration, configurationDifference, configurationOf } from "./configuration.ts";
import { EngineLog } from "./engine-log.ts";
import { NotReadyError } from "./not-ready-error.ts";
import { type Addressed, ObjectProvider } from "./object-provider.ts";
import { OperationError } from "./refusals.ts";

/** The version of the plugin that this provider takes the place of; the SDK asks for one that is as new as itself. */
const FOLLOWED_VERSION = "4.34.2";

const FORM = { secrets: true, resourceReferences: false, unknowns: true };

/** Pulumi's ResourceProvider over one cluster. */
export function providerService(engineAddress: string): Server {
  const log = new EngineLog(engineAddress);
  const cancel = new AbortController();
  let configured: ObjectProvider | undefined;

  const provider = (): ObjectProvider => {
    if (configured === undefined) throw new OperationError("the provider was asked before it was configured");
    return configured;
  };

  const answering = answeringWith(log);
  const server = new Server(CHANNEL_OPTIONS);
  server.addService(providerGrpc.ResourceProviderService, {
    handshake: answering(async () =>
      new providerProto.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(false),
    ),

    getPluginInfo: answering(async () => new pluginProto.PluginInfo().setVersion(FOLLOWED_VERSION)),

    checkConfig: answering(async (request: providerProto.CheckRequest) => {
      const news = fromStruct(request.getNews());
      const failures = checkConfiguration(revealedProperties(news), process.env);
      return checkResponse({ inputs: news, failures });
    }),

    diffConfig: answering(async (request: providerProto.DiffRequest) => {
      const [olds, news] = [request.getOldInputs(), request.getNews()].map((each) =>
        revealedProperties(fromStruct(each)),
      );
      return diffResponse(configurationDifference(olds ?? {}, news ?? {}, kubeconfigContent));
    }),

    configure: answering(async (request: providerProto.ConfigureRequest) => {
      const configuration = configurationOf(revealedProperties(fromStruct(request.getArgs())), process.env);
      const cluster = new Cluster(new Kubectl(connectionOf(configuration), cancel.signal));
      configured = new ObjectProvider({ cluster, configuration, log, canceled: cancel.signal });
      if (!configuration.offline) warnOfSkew(cluster, log);
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
      return new providerProto.CreateResponse().setId(id).setProperties(toStruct(outputs, FORM));
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
      return new providerProto.UpdateResponse().setProperties(toStruct(outputs, FORM));
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
      return response
        .setId(found.id)
        .setInputs(toStruct(found.inputs, FORM))
        .setProperties(toStruct(found.outputs, FORM));
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
      const args = fromStruct(request.getArgs());
      if (request.getTok() !== "kubernetes:yaml:decode") {
        throw new OperationError(
          `the function '${request.getTok()}' is not supported by the provider that is built into the embedded engine; ` +
            "install the plugin with `pulumi plugin install resource kubernetes`, or use the Pulumi CLI",
        );
      }
      return new providerProto.InvokeResponse().setReturn(toStruct({ result: decodeYaml(args) }, FORM));
    }),

    cancel: answering(async () => {
      cancel.abort();
      return new emptyProto.Empty();
    }),
  });
  return server;
}

function connectionOf({ kubeconfig, context, cluster }: Configuration): string[] {
  return [
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfigFile(kubeconfig)}`]),
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...(cluster === undefined ? [] : [`--cluster=${cluster}`]),
  ];
}

function kubeconfigContent(pathOrContent: string): string | undefined {
  if (isContent(pathOrContent)) return pathOrContent;
  try {
    return readFileSync(kubeconfigFile(pathOrContent), "utf8");
  } catch {
    // Then nobody can tell where it leads; kubectl will say so.
    return undefined;
  }
}

/** Nothing waits for it: it is only a warning, and what needs the cluster says itself when it cannot be reached. */
function warnOfSkew(cluster: Cluster, log: EngineLog): void {
  cluster.versionSkew().then(
    (warning) => warning !== undefined && log.of("", (text) => text).warning(warning),
    (error: unknown) => {
      if (!(error instanceof KubectlError)) throw error;
    },
  );
}

function addressed(request: { getUrn(): string; getType(): string; getName(): string }): Addressed {
  return { urn: request.getUrn(), type: request.getType(), name: request.getName() };
}

function checkResponse({ inputs, failures }: CheckResult): providerProto.CheckResponse {
  return new providerProto.CheckResponse()
    .setInputs(toStruct(inputs, FORM))
    .setFailuresList(
      failures.map(({ property, reason }) => new providerProto.CheckFailure().setProperty(property).setReason(reason)),
    );
}

const { Kind } = providerProto.PropertyDiff;
const KINDS: Readonly<Record<PropertyDifference["diffKind"], providerProto.PropertyDiff.Kind>> = {
  add: Kind.ADD,
  "add-replace": Kind.ADD_REPLACE,
  delete: Kind.DELETE,
  "delete-replace": Kind.DELETE_REPLACE,
  update: Kind.UPDATE,
  "update-replace": Kind.UPDATE_REPLACE,
};

function diffResponse(difference: ProviderDifference): providerProto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = providerProto.DiffResponse.DiffChanges;
  const response = new providerProto.DiffResponse()
    .setChanges(difference.changes === "none" ? DIFF_NONE : DIFF_SOME)
    .setReplacesList([...difference.replaces])
    .setDiffsList([...difference.changed])
    .setDeletebeforereplace(difference.deleteBeforeReplace)
    .setHasdetaileddiff(difference.detailed !== undefined);
  for (const [path, { diffKind, inputDiff }] of Object.entries(difference.detailed ?? {})) {
    const detail = new providerProto.PropertyDiff().setKind(KINDS[diffKind]).setInputdiff(inputDiff);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
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

function failureOf(
  error: unknown,
  hide: (text: string) => string,
): { code: status; details: string; metadata?: Metadata } {
  const details = hide(error instanceof Error ? error.message : String(error));
  if (error instanceof NotReadyError)
    return { code: status.UNKNOWN, details, metadata: notReadyTrailer(error, details) };
  // Nothing was done, as far as this provider can tell: neither a crash nor a state that nobody knows.
  const certain = error instanceof OperationError ? !error.uncertain : error instanceof RangeError;
  return { code: certain ? status.FAILED_PRECONDITION : status.UNKNOWN, details };
}

function notReadyTrailer({ id, outputs, inputs, reasons }: NotReadyError, message: string): Metadata {
  const failed = new providerProto.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(toStruct(outputs, FORM))
    .setReasonsList([...reasons]);
  if (inputs !== undefined) failed.setInputs(toStruct(inputs, FORM));
  const detail = new anyProto.Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const trailer = new statusProto.Status().setCode(status.UNKNOWN).setMessage(message).setDetailsList([detail]);
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(trailer.serializeBinary()));
  return metadata;
}
