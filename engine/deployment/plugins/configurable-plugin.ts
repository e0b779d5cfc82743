import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import type { Urn } from "../state/snapshot.ts";
import { nameOf, packageOf, typeOf } from "../state/urn.ts";
import type { ProviderDifference } from "../steps/difference.ts";
import { containsUnknown } from "../values/marks.ts";
import type { PropertyMap } from "../values/property-value.ts";
import { retainSecrets, revealed } from "../values/secrecy.ts";
import { differenceFromWire } from "../wire/difference-wire.ts";
import type { CheckResult, ConfigurableProvider, ExistingResource, Provider } from "../wire/provider.ts";
import { type ProviderAbilities, ProviderClient } from "../wire/provider-client.ts";
import { ProviderError } from "../wire/provider-error.ts";
import { checkFailures } from "../wire/provider-functions.ts";
import type { ProviderRpc } from "../wire/provider-rpc.ts";
import { isUnimplemented } from "../wire/rpc.ts";
import { fromStruct, toStruct } from "../wire/struct.ts";
import type { Plugin } from "./plugin.ts";
import { configurationOf, INTERNAL_KEY } from "./plugin-identity.ts";
import { UNKNOWN_CONFIGURATION } from "./unknown-configuration.ts";

const IN_CLEAR = { secrets: false, resourceReferences: false, unknowns: true };

/** A plugin before it knows its configuration. */
export class ConfigurablePlugin implements ConfigurableProvider {
  private readonly rpc: ProviderRpc;
  private readonly greeted: Promise<ProviderAbilities | undefined>;

  constructor(plugin: Plugin) {
    this.rpc = plugin.rpc;
    this.greeted = this.greet(plugin.greeting);
    // Whoever configures it sees the failure.
    this.greeted.catch(() => undefined);
  }

  /** Plugins from before the handshake say what they can do when they are configured. */
  private async greet(greeting: providerProto.ProviderHandshakeRequest): Promise<ProviderAbilities | undefined> {
    try {
      const answer = await this.rpc.handshake(greeting);
      return { secrets: answer.getAcceptSecrets(), resourceReferences: answer.getAcceptResources(), previews: true };
    } catch (error) {
      if (isUnimplemented(error)) return undefined;
      throw new ProviderError(error);
    }
  }

  /** A plugin without an opinion takes any configuration. */
  async checkConfiguration(urn: Urn, olds: PropertyMap, news: PropertyMap): Promise<CheckResult> {
    const request = new providerProto.CheckRequest()
      .setUrn(urn)
      .setName(nameOf(urn))
      .setType(typeOf(urn))
      .setOlds(toStruct(configurationOf(olds), IN_CLEAR))
      .setNews(toStruct(configurationOf(news), IN_CLEAR));
    await this.greeted;
    try {
      const response = await this.rpc.checkConfig(request);
      const inputs = retainSecrets(fromStruct(response.getInputs()), news);
      const engineOwn = Object.fromEntries(
        [INTERNAL_KEY, "version"].flatMap((key) => (news[key] === undefined ? [] : [[key, news[key]]])),
      );
      return {
        inputs: { ...inputs, ...engineOwn },
        failures: checkFailures(response.getFailuresList()),
      };
    } catch (error) {
      if (isUnimplemented(error)) return { inputs: news, failures: [] };
      throw new ProviderError(error);
    }
  }

  async differenceOfConfiguration(
    old: ExistingResource,
    inputs: PropertyMap,
    ignoreChanges: readonly string[],
  ): Promise<ProviderDifference> {
    const request = new providerProto.DiffRequest()
      .setUrn(old.urn)
      .setName(nameOf(old.urn))
      .setType(typeOf(old.urn))
      .setOldInputs(toStruct(configurationOf(old.inputs), IN_CLEAR))
      .setOlds(toStruct(configurationOf(old.outputs), IN_CLEAR))
      .setNews(toStruct(configurationOf(inputs), IN_CLEAR))
      .setIgnorechangesList([...ignoreChanges]);
    try {
      return differenceFromWire(await this.rpc.diffConfig(request));
    } catch (error) {
      if (!isUnimplemented(error)) throw new ProviderError(error);
      return { changes: "unknown", replaces: [], changed: [], deleteBeforeReplace: false, detailed: undefined };
    }
  }

  /** Gives the plugin its configuration; one that holds an unknown is kept from it. */
  async configure(options: { urn: Urn; id: string; inputs: PropertyMap }): Promise<Provider> {
    const inputs = configurationOf(options.inputs);
    if (Object.values(inputs).some(containsUnknown)) return UNKNOWN_CONFIGURATION;
    const request = new providerProto.ConfigureRequest()
      .setUrn(options.urn)
      .setName(nameOf(options.urn))
      .setType(typeOf(options.urn))
      .setId(options.id)
      .setArgs(toStruct(inputs, { secrets: true, resourceReferences: true, unknowns: true }))
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true);
    const variables = request.getVariablesMap();
    for (const [key, value] of Object.entries(inputs)) {
      if (key === "version") continue;
      const clear = revealed(value);
      const text = typeof clear === "string" ? clear : JSON.stringify(clear);
      variables.set(`${packageOf(typeOf(options.urn))}:config:${key}`, text);
    }
    try {
      const greeted = await this.greeted;
      const answer = await this.rpc.configure(request);
      return new ProviderClient(
        this.rpc,
        greeted ?? {
          secrets: answer.getAcceptsecrets(),
          resourceReferences: answer.getAcceptresources(),
          previews: answer.getSupportspreview(),
        },
      );
    } catch (error) {
      throw error instanceof ProviderError ? error : new ProviderError(error);
    }
  }
}
