import { type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import type { IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import type { RegisteredOutputs } from "../execution/registered-outputs.ts";
import { type RegisteredResource, RegistrationRefusedError, type Registrations } from "../execution/registrations.ts";
import type { Reporter } from "../execution/reporter.ts";
import { type RunControl, StoppedError } from "../execution/run-control.ts";
import { StepFailedError } from "../execution/step-errors.ts";
import { type DeploymentRequest, UnsupportedError } from "../request.ts";
import type { Urn } from "../state/snapshot.ts";
import { isProviderType, packageOf } from "../state/urn.ts";
import type { Goal } from "../steps/goal.ts";
import { registrationOf } from "../wire/registration.ts";
import { answerError, messageOf } from "../wire/rpc.ts";
import { fromStruct, toStruct } from "../wire/struct.ts";
import { DefaultProviders } from "./default-providers.ts";
import { Inheritance } from "./inheritance.ts";

/** What the SDK may use of this engine. */
const FEATURES: ReadonlySet<string> = new Set(["secrets", "resourceReferences", "outputValues", "deletedWith"]);

/** What the SDK takes for the end of the engine's patience: the program then ends quietly. */
const SHUT_DOWN = "resource monitor shut down while waiting on step's done channel";

type Handler<Request, Response> = (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => void;

/** The service by which a program registers its resources. */
export class ResourceMonitor {
  private readonly request: DeploymentRequest;
  private readonly registrations: Registrations;
  private readonly outputs: RegisteredOutputs;
  private readonly control: RunControl;
  private readonly reporter: Reporter;
  private readonly inheritance = new Inheritance();
  private readonly defaultProviders: DefaultProviders;
  private complete = false;

  constructor(options: {
    request: DeploymentRequest;
    registrations: Registrations;
    outputs: RegisteredOutputs;
    control: RunControl;
    reporter: Reporter;
  }) {
    this.request = options.request;
    this.registrations = options.registrations;
    this.outputs = options.outputs;
    this.control = options.control;
    this.reporter = options.reporter;
    this.defaultProviders = new DefaultProviders(this.request, (goal) => this.register(goal));
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
    invoke: this.answering((request) => this.invoke(request)),
    signalAndWaitForShutdown: this.answering(async () => {
      this.complete = true;
      return new emptyProto.Empty();
    }),
    // The SDK falls back to asking for single features.
    getDeploymentInfo: (_call, callback) => callback(answerError(status.UNIMPLEMENTED, "not implemented")),
    readResource: this.refusing(
      (request: resourceProto.ReadResourceRequest) =>
        `reading the existing resource '${request.getName()}' of type ${request.getType()} (get)`,
    ),
    existsResource: this.refusing(() => "asking whether a resource exists"),
    call: this.refusing((request: resourceProto.ResourceCallRequest) => `calling the method '${request.getTok()}'`),
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
    const provider =
      custom && !isProviderType(type)
        ? (registration.provider ?? (await this.defaultProviders.reference(packageOf(type), registration.version)))
        : undefined;
    const { state, step } = await this.register({
      ...registration,
      provider,
      protect: registration.protect ?? false,
      retainOnDelete: registration.retainOnDelete ?? false,
    });
    // What a component had before may refer to resources that are not registered yet in this run.
    const object = custom ? (state.outputs ?? {}) : {};
    return (
      new resourceProto.RegisterResourceResponse()
        .setUrn(state.urn)
        .setId(state.id ?? "")
        // Nobody can say what the outputs of a resource would be that is not made.
        .setUnknown(step.op === "leave" && step.old === undefined)
        .setObject(toStruct(object, this.formFor(request)))
    );
  }

  private formFor(request: resourceProto.RegisterResourceRequest): Parameters<typeof toStruct>[1] {
    return { secrets: request.getAcceptsecrets(), resourceReferences: request.getAcceptresources(), unknowns: true };
  }

  private async register(goal: Goal): Promise<RegisteredResource> {
    try {
      const registered = await this.registrations.register(goal);
      this.outputs.remember(registered);
      return registered;
    } catch (error) {
      throw this.failed(error, goal.urn);
    }
  }

  /** The one function that is the engine's own: what the SDK asks to make a resource of a reference. */
  private async invoke(request: resourceProto.ResourceInvokeRequest): Promise<resourceProto.ResourceInvokeResponse> {
    if (request.getTok() !== "pulumi:pulumi:getResource") {
      throw new UnsupportedError(`calling the function '${request.getTok()}' is not supported by the embedded engine`);
    }
    const urn = String(fromStruct(request.getArgs()).urn);
    const state = this.outputs.stateOf(urn);
    if (state === undefined) throw new RangeError(`unknown resource ${urn}`);
    const result = { urn, id: state.id ?? "", state: state.outputs ?? {} };
    const form = { secrets: true, resourceReferences: request.getAcceptresources(), unknowns: true };
    return new resourceProto.ResourceInvokeResponse().setReturn(toStruct(result, form));
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
