import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import type { Urn } from "../state/snapshot.ts";
import { nameOf, typeOf } from "../state/urn.ts";
import type { ProviderDifference } from "../steps/difference.ts";
import type { PropertyMap } from "../values/property-value.ts";
import { retainSecrets } from "../values/secrecy.ts";
import { differenceFromWire } from "./difference-wire.ts";
import type {
  CheckResult,
  ExistingResource,
  FunctionCall,
  FunctionResult,
  MethodCall,
  MethodResult,
  Provider,
  ReadResult,
} from "./provider.ts";
import { ProviderError } from "./provider-error.ts";
import { callMethod, checkFailures, invokeFunction } from "./provider-functions.ts";
import type { ProviderRpc } from "./provider-rpc.ts";
import { fromStruct, toStruct } from "./struct.ts";

/** What a plugin declared when it was greeted or configured. */
export interface ProviderAbilities {
  readonly secrets: boolean;
  readonly resourceReferences: boolean;
  /** It can be asked for `create` and `update` in a preview. */
  readonly previews: boolean;
}

/** A configured provider behind a plugin's gRPC service. */
export class ProviderClient implements Provider {
  private readonly rpc: ProviderRpc;
  private readonly abilities: ProviderAbilities;

  constructor(rpc: ProviderRpc, abilities: ProviderAbilities) {
    this.rpc = rpc;
    this.abilities = abilities;
  }

  async check({ urn, olds, news, preview }: Parameters<Provider["check"]>[0]): Promise<CheckResult> {
    const request = addressed(new providerProto.CheckRequest(), urn)
      .setOlds(this.struct(olds ?? {}, preview))
      .setNews(this.struct(news, preview))
      .setRandomseed(crypto.getRandomValues(new Uint8Array(32)));
    const response = await calling(this.rpc.check(request));
    return {
      inputs: this.received(response.getInputs(), news),
      failures: checkFailures(response.getFailuresList()),
    };
  }

  async diff({ old, inputs, ignoreChanges, unknowns }: Parameters<Provider["diff"]>[0]): Promise<ProviderDifference> {
    const request = addressed(new providerProto.DiffRequest(), old.urn)
      .setId(old.id)
      .setOldInputs(this.struct(old.inputs, unknowns))
      .setOlds(this.struct(old.outputs, unknowns))
      .setNews(this.struct(inputs, unknowns))
      .setIgnorechangesList([...ignoreChanges]);
    return differenceFromWire(await calling(this.rpc.diff(request)));
  }

  async create(request: Parameters<Provider["create"]>[0]): Promise<{ id: string; outputs: PropertyMap }> {
    const { urn, inputs, timeoutSeconds, preview } = request;
    if (preview && !this.abilities.previews) return { id: "", outputs: inputs };
    const message = addressed(new providerProto.CreateRequest(), urn)
      .setProperties(this.struct(inputs, preview))
      .setTimeout(timeoutSeconds)
      .setPreview(preview);
    const response = await this.callingFor(inputs, this.rpc.create(message));
    if (response.getId() === "" && !preview) {
      throw new ProviderError(new Error(`the provider returned no id for ${urn}, so it cannot be managed`));
    }
    return { id: preview ? "" : response.getId(), outputs: this.received(response.getProperties(), inputs) };
  }

  async update(request: Parameters<Provider["update"]>[0]): Promise<PropertyMap> {
    const { old, inputs, ignoreChanges, timeoutSeconds, preview } = request;
    if (preview && !this.abilities.previews) return inputs;
    const message = addressed(new providerProto.UpdateRequest(), old.urn)
      .setId(old.id)
      .setOldInputs(this.struct(old.inputs, false))
      .setOlds(this.struct(old.outputs, false))
      .setNews(this.struct(inputs, preview))
      .setIgnorechangesList([...ignoreChanges])
      .setTimeout(timeoutSeconds)
      .setPreview(preview);
    const response = await this.callingFor(inputs, this.rpc.update(message));
    return this.received(response.getProperties(), inputs);
  }

  async read(old: ExistingResource): Promise<ReadResult> {
    const request = addressed(new providerProto.ReadRequest(), old.urn)
      .setId(old.id)
      .setInputs(this.struct(old.inputs, false))
      .setProperties(this.struct(old.outputs, false));
    const response = await this.callingFor(old.outputs, this.rpc.read(request));
    return {
      id: response.getId(),
      inputs: response.hasInputs() ? this.received(response.getInputs(), old.inputs) : undefined,
      outputs: response.hasProperties() ? this.received(response.getProperties(), old.outputs) : undefined,
    };
  }

  invoke(request: FunctionCall): Promise<FunctionResult> {
    return calling(invokeFunction(this.rpc, this.abilities, request));
  }

  call(request: MethodCall): Promise<MethodResult> {
    return calling(callMethod(this.rpc, request));
  }

  async delete(old: ExistingResource, timeoutSeconds: number): Promise<void> {
    const request = addressed(new providerProto.DeleteRequest(), old.urn)
      .setId(old.id)
      .setOldInputs(this.struct(old.inputs, false))
      .setProperties(this.struct(old.outputs, false))
      .setTimeout(timeoutSeconds);
    await calling(this.rpc.delete(request));
  }

  private struct(properties: PropertyMap, unknowns: boolean): ReturnType<typeof toStruct> {
    return toStruct(properties, { ...this.abilities, unknowns });
  }

  /** What went in clear because the plugin cannot keep secrets is marked again. */
  private received(struct: Parameters<typeof fromStruct>[0], sent: PropertyMap): PropertyMap {
    const properties = fromStruct(struct);
    return this.abilities.secrets ? properties : retainSecrets(properties, sent);
  }

  private async callingFor<Response>(sent: PropertyMap, call: Promise<Response>): Promise<Response> {
    try {
      return await call;
    } catch (error) {
      const failure = new ProviderError(error);
      if (failure.partial === undefined || this.abilities.secrets) throw failure;
      throw failure.withPartial({ ...failure.partial, outputs: retainSecrets(failure.partial.outputs, sent) });
    }
  }
}

async function calling<Response>(call: Promise<Response>): Promise<Response> {
  try {
    return await call;
  } catch (error) {
    throw new ProviderError(error);
  }
}

interface Addressed {
  setUrn(urn: Urn): unknown;
  setName(name: string): unknown;
  setType(type: string): unknown;
}

function addressed<Message extends Addressed>(message: Message, urn: Urn): Message {
  message.setUrn(urn);
  message.setName(nameOf(urn));
  message.setType(typeOf(urn));
  return message;
}
