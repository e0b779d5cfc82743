import { type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import type { IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { mark } from "../../moments.ts";
import type { RegisteredResource } from "../execution/carry-out.ts";
import type { Reads } from "../execution/reads.ts";
import type { RegisteredOutputs } from "../execution/registered-outputs.ts";
import { RegistrationRefusedError } from "../execution/registration-refused.ts";
import type { Registrations } from "../execution/registrations.ts";
import type { Reporter } from "../execution/reporter.ts";
import { type RunControl, StoppedError } from "../execution/run-control.ts";
import { StepFailedError } from "../execution/step-errors.ts";
import type { ProviderRegistry } from "../plugins/provider-registry.ts";
import { type DeploymentRequest, UnsupportedError } from "../request.ts";
import type { Urn } from "../state/snapshot.ts";
import { isProviderType, STACK_TYPE } from "../state/urn.ts";
import { readRequestOf } from "../wire/read-request.ts";
import { registrationOf } from "../wire/registration.ts";
import { answerError, messageOf } from "../wire/rpc.ts";
import { fromStruct, toStruct, type WireForm } from "../wire/struct.ts";
import { DefaultProviders } from "./default-providers.ts";
import { Inheritance } from "./inheritance.ts";
import { FunctionFailedError, ProviderFunctions } from "./provider-functions.ts";

/** What the SDK may use of this engine. */
const FEATURES: ReadonlySet<string> = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "deletedWith",
  "replaceWith",
  "replacementTrigger",
]);

/** What the SDK takes for the end of the engine's patience: the program then ends quietly. */
const SHUT_DOWN = "resource monitor shut down while waiting on step's done channel";

type Handler<Request, Response> = (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => void;

/** The service by which a program registers its resources. */
export class ResourceMonitor {
  private readonly request: DeploymentRequest;
  private readonly registrations: Registrations;
  private readonly reads: Reads;
  private readonly outputs: RegisteredOutputs;
  private readonly control: RunControl;
  private readonly reporter: Reporter;
  private readonly inheritance = new Inheritance();
  private readonly defaultProviders: DefaultProviders;
  private readonly functions: ProviderFunctions;
  private complete = false;

  constructor(options: {
    request: DeploymentRequest;
    preview: boolean;
    engineAddress: string;
    registry: ProviderRegistry;
    registrations: Registrations;
    reads: Reads;
    outputs: RegisteredOutputs;
    control: RunControl;
    reporter: Reporter;
  }) {
    this.request = options.request;
    this.registrations = options.registrations;
    this.reads = options.reads;
    this.outputs = options.outputs;
    this.control = options.control;
    this.reporter = options.reporter;
    this.defaultProviders = new DefaultProviders(this.request, (goal) =>
      this.known(goal.urn, this.registrations.register(goal)),
    );
    this.functions = new ProviderFunctions({
      ...options,
      monitorAddress: options.engineAddress,
      defaultProviders: this.defaultProviders,
      inheritance: this.inheritance,
      stateOf: (urn) => this.outputs.stateOf(urn),
    });
  }

  readonly service: IResourceMonitorServer = {
    supportsFeature: this.answering(async (request: resourceProto.SupportsFeatureRequest) =>
      new resourceProto.SupportsFeatureResponse().setHassupport(FEATURES.has(request.getId())),
    ),
    registerResource: this.answering((request) => this.registerResource(request)),
    // Taken also after a failure: nothing is done for them, and they say what is known of the rest.
    registerResourceOutputs: this.answering(async (request: resourceProto.RegisterResourceOutputsRequest) => {
      this.outputs.set(request.getUrn(), fromStruct(request.getOutputs()));
      return new emptyProto.Empty();
    }),
    readResource: this.answering((request) => this.readResource(request)),
    invoke: this.answering((request) => this.functions.invoke(request)),
    // A program whose method failed is ended without an answer: the SDK would take an error for the program's own.
    call: this.answering((request: resourceProto.ResourceCallRequest) =>
      this.functions.call(request).catch((error: unknown) => {
        this.failed(error);
        return new Promise<never>(() => undefined);
      }),
    ),
    signalAndWaitForShutdown: this.answering(async () => {
      this.complete = true;
      return new emptyProto.Empty();
    }),
    // The SDK falls back to asking for single features.
    getDeploymentInfo: (_call, callback) => callback(answerError(status.UNIMPLEMENTED, "not implemented")),
    existsResource: this.refusing(() => "asking whether a resource exists"),
    registerStackTransform: this.refusing(() => "a stack transform"),
    registerStackInvokeTransform: this.refusing(() => "an invoke transform"),
    registerResourceHook: this.refusing(() => "a resource hook"),
    registerErrorHook: this.refusing(() => "an error hook"),
    registerPackage: this.refusing(() => "a parameterized package"),
  };

  /** True when the program has said that it wants nothing more. */
  get programComplete(): boolean {
    return this.complete;
  }

  private async registerResource(
    request: resourceProto.RegisterResourceRequest,
  ): Promise<resourceProto.RegisterResourceResponse> {
    this.control.mustGoOn();
    const { stack, project } = this.request;
    const registration = this.inheritance.apply(
      registrationOf(request, { stack, project: project.name, root: project.root }),
    );
    const { custom, type } = registration;
    if (type === STACK_TYPE) mark("stack registered");
    const provider =
      custom && !isProviderType(type)
        ? (registration.provider ?? (await this.defaultProviders.reference(registration.plugin)))
        : undefined;
    const goal = {
      ...registration,
      provider,
      protect: registration.protect ?? false,
      retainOnDelete: registration.retainOnDelete ?? false,
    };
    const { state, step } = await this.known(goal.urn, this.registrations.register(goal));
    // What a component had before may refer to resources that are not registered yet in this run.
    const object = custom ? (state.outputs ?? {}) : {};
    return (
      new resourceProto.RegisterResourceResponse()
        .setUrn(state.urn)
        .setId(state.id ?? "")
        // Nobody can say what the outputs of a resource would be that is not made.
        .setUnknown(step.op === "leave" && step.old === undefined)
        .setObject(toStruct(object, formFor(request)))
    );
  }

  private async readResource(request: resourceProto.ReadResourceRequest): Promise<resourceProto.ReadResourceResponse> {
    this.control.mustGoOn();
    const { stack, project } = this.request;
    const asked = readRequestOf(request, { stack, project: project.name, root: project.root });
    const provider = isProviderType(asked.type)
      ? undefined
      : (asked.provider ?? (await this.defaultProviders.reference(asked.plugin)));
    const { state } = await this.known(asked.urn, this.reads.read({ ...asked, provider }));
    return new resourceProto.ReadResourceResponse()
      .setUrn(state.urn)
      .setProperties(toStruct(state.outputs ?? {}, formFor(request)));
  }

  /** Remembers what came of a resource; an error is told as one of it, and stops the run. */
  private async known(urn: Urn, registering: Promise<RegisteredResource>): Promise<RegisteredResource> {
    try {
      const registered = await registering;
      this.outputs.remember(registered);
      return registered;
    } catch (error) {
      throw this.failed(error, urn);
    }
  }

  /** Stops the run for an error, once, and tells people unless they know. */
  private failed(error: unknown, urn?: Urn): Error {
    if (error instanceof StoppedError) return error;
    const known =
      error instanceof StepFailedError || (error instanceof RegistrationRefusedError && error.message === "");
    if (!known) this.reporter.error(messageOf(error), urn);
    this.control.stop("failed");
    return new StoppedError();
  }

  private answering<Request, Response>(answer: (request: Request) => Promise<Response>): Handler<Request, Response> {
    return (call, callback) => {
      answer(call.request).then(
        (response) => callback(null, response),
        (error) => {
          if (error instanceof FunctionFailedError) {
            callback(answerError(status.UNKNOWN, error.message));
            return;
          }
          this.failed(error);
          callback(answerError(status.UNAVAILABLE, SHUT_DOWN));
        },
      );
    };
  }

  private refusing<Request, Response>(what: (request: Request) => string): Handler<Request, Response> {
    return this.answering(async (request) => {
      throw new UnsupportedError(`${what(request)} is not supported by the embedded engine`);
    });
  }
}

function formFor(request: { getAcceptsecrets(): boolean; getAcceptresources(): boolean }): WireForm {
  return { secrets: request.getAcceptsecrets(), resourceReferences: request.getAcceptresources(), unknowns: true };
}
