import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import type { RunControl } from "../execution/run-control.ts";
import type { ProviderRegistry } from "../plugins/provider-registry.ts";
import { type DeploymentRequest, UnsupportedError } from "../request.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import { isProviderType, packageOf, providerReferenceText } from "../state/urn.ts";
import { isResourceReference } from "../values/marks.ts";
import type { PropertyMap } from "../values/property-value.ts";
import { methodArgumentsOf } from "../wire/method-request.ts";
import { pluginOf } from "../wire/plugin-request.ts";
import type { CheckFailure, Provider } from "../wire/provider.ts";
import { messageOf } from "../wire/rpc.ts";
import { fromStruct, toStruct } from "../wire/struct.ts";
import type { DefaultProviders } from "./default-providers.ts";
import type { Inheritance } from "./inheritance.ts";

/** A function failed. That is the program's to handle: the run goes on. */
export class FunctionFailedError extends Error {
  override readonly name = "FunctionFailedError";
}

/** Calls functions and methods of providers for the program. */
export class ProviderFunctions {
  private readonly request: DeploymentRequest;
  private readonly preview: boolean;
  private readonly control: RunControl;
  private readonly monitorAddress: string;
  private readonly registry: ProviderRegistry;
  private readonly defaultProviders: DefaultProviders;
  private readonly inheritance: Inheritance;
  private readonly stateOf: (urn: Urn) => ResourceState | undefined;

  constructor(options: {
    request: DeploymentRequest;
    preview: boolean;
    control: RunControl;
    monitorAddress: string;
    registry: ProviderRegistry;
    defaultProviders: DefaultProviders;
    inheritance: Inheritance;
    /** What the program has registered or read so far. */
    stateOf: (urn: Urn) => ResourceState | undefined;
  }) {
    this.request = options.request;
    this.preview = options.preview;
    this.control = options.control;
    this.monitorAddress = options.monitorAddress;
    this.registry = options.registry;
    this.defaultProviders = options.defaultProviders;
    this.inheritance = options.inheritance;
    this.stateOf = options.stateOf;
  }

  /** @throws FunctionFailedError when the provider's function fails; what getting the provider throws */
  async invoke(request: resourceProto.ResourceInvokeRequest): Promise<resourceProto.ResourceInvokeResponse> {
    this.control.mustGoOn();
    const token = request.getTok();
    refuseParameterized(token, request.getPackageref());
    const packageName = packageOf(token);
    const reference =
      request.getProvider() ||
      this.inheritance.providerFor(request.getParent(), packageName) ||
      (await this.defaultProviders.reference(pluginOf(packageName, request)));
    const args = fromStruct(request.getArgs());
    const { result, failures } = await this.calling(token, reference, (provider) =>
      provider.invoke({ token, args, preview: this.preview }),
    );
    const form = { secrets: true, resourceReferences: request.getAcceptresources(), unknowns: true };
    return new resourceProto.ResourceInvokeResponse()
      .setReturn(toStruct(result, form))
      .setFailuresList(failures.map(failureMessage));
  }

  /** @throws Error when the provider's method fails; what getting the provider throws */
  async call(request: resourceProto.ResourceCallRequest): Promise<providerProto.CallResponse> {
    this.control.mustGoOn();
    const token = request.getTok();
    refuseParameterized(token, request.getPackageref());
    const { project, stack, organization, config, secretKeys, options } = this.request;
    const { args, dependencies } = methodArgumentsOf(request);
    const reference =
      this.providerOfMethod(token, request.getProvider(), args) ??
      (await this.defaultProviders.reference(pluginOf(packageOf(token), request)));
    const { monitorAddress } = this;
    const deployment = { stack, organization, config, secretKeys, monitorAddress, parallel: options.parallel };
    const provider = await this.registry.configuredProvider(reference);
    const call = { token, args, preview: this.preview, dependencies };
    const answer = await provider
      .call({ ...call, deployment: { ...deployment, project: project.name } })
      .catch((cause: unknown) => {
        throw new Error(`call to function '${token}' failed: ${messageOf(cause)}`, { cause });
      });
    const response = new providerProto.CallResponse()
      .setReturn(toStruct(answer.result, { secrets: true, resourceReferences: true, unknowns: true }))
      .setFailuresList(answer.failures.map(failureMessage));
    for (const [key, urns] of Object.entries(answer.dependencies)) {
      const list = new providerProto.CallResponse.ReturnDependencies().setUrnsList([...urns]);
      response.getReturndependenciesMap().set(key, list);
    }
    return response;
  }

  /** A provider's own methods are served by itself, a resource's by its provider. */
  private providerOfMethod(token: string, named: string, args: PropertyMap): string | undefined {
    const self = args.__self__;
    if (isProviderType(token)) {
      if (!isResourceReference(self)) throw new RangeError(`the method '${token}' was called without its provider`);
      return providerReferenceText({ urn: self.urn, id: self.id });
    }
    if (named !== "") return named;
    if (!isResourceReference(self)) return undefined;
    const state = this.stateOf(self.urn);
    if (state === undefined) throw new RangeError(`unknown resource ${self.urn}`);
    return state.provider;
  }

  private async calling<Result>(
    token: string,
    reference: string,
    call: (provider: Provider) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await call(await this.registry.configuredProvider(reference));
    } catch (cause) {
      throw new FunctionFailedError(`invocation of ${token} returned an error: ${messageOf(cause)}`, { cause });
    }
  }
}

function refuseParameterized(token: string, packageReference: string): void {
  if (packageReference === "") return;
  throw new UnsupportedError(`${token}: parameterized packages are not supported by the embedded engine`);
}

function failureMessage({ property, reason }: CheckFailure): providerProto.CheckFailure {
  return new providerProto.CheckFailure().setProperty(property).setReason(reason);
}
