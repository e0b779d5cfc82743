import { randomUUID } from "node:crypto";
import { BUILTIN_PACKAGE } from "../builtin/builtin-provider.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import { isProviderType, packageOf, providerReference, providerReferenceText, typeOf } from "../state/urn.ts";
import type { ProviderDifference } from "../steps/difference.ts";
import { equalValues } from "../values/difference.ts";
import { UNKNOWN } from "../values/marks.ts";
import type { PropertyMap } from "../values/property-value.ts";
import type { CheckResult, ConfigurableProvider, Provider } from "../wire/provider.ts";
import { ConfigurablePlugin } from "./configurable-plugin.ts";
import type { PluginHost } from "./plugin-host.ts";
import { configurationOf, pluginOfInputs } from "./plugin-identity.ts";

/**
 * The providers of a run. A provider is itself a resource: its inputs are its configuration, and its state names the
 * instance by which it manages others. This is the provider of such resources: creating one configures a plugin.
 */
export class ProviderRegistry implements Provider {
  private readonly host: PluginHost;
  private readonly builtin: ConfigurableProvider;
  /** The provider resources of the state before the run. */
  private readonly inState: (urn: Urn) => ResourceState | undefined;
  private readonly configured = new Map<string, Promise<Provider>>();
  private readonly plugins = new Map<string, ConfigurableProvider>();
  /** Plugins that checked a configuration and wait to get it. */
  private readonly checked = new Map<Urn, ConfigurableProvider>();

  constructor(options: {
    host: PluginHost;
    builtin: ConfigurableProvider;
    inState: (urn: Urn) => ResourceState | undefined;
  }) {
    this.host = options.host;
    this.builtin = options.builtin;
    this.inState = options.inState;
  }

  /**
   * The provider that manages a resource: one of this run or, for what only the state knows, one of the state.
   * @throws Error when neither has it, or when its plugin cannot be started or configured
   */
  async providerOf(state: Pick<ResourceState, "urn" | "type" | "provider">): Promise<Provider> {
    if (isProviderType(state.type)) return this;
    if (state.provider === undefined) throw new Error(`${state.urn} names no provider`);
    const ready = this.configured.get(state.provider);
    if (ready !== undefined) return ready;
    const reference = providerReference(state.provider);
    const stored = this.inState(reference.urn);
    if (stored === undefined || stored.id !== reference.id) {
      throw new Error(`unknown provider '${state.provider}' for resource '${state.urn}'`);
    }
    const inputs = stored.inputs ?? {};
    return this.configure(stored, await this.load(reference.urn, inputs), inputs);
  }

  /**
   * The provider whose function or method is called.
   * @throws Error when this run has none by that reference
   */
  async configuredProvider(reference: string): Promise<Provider> {
    const provider = this.configured.get(reference);
    if (provider === undefined) throw new Error(`unknown provider '${reference}'`);
    return provider;
  }

  /** Configures a provider that stays as it is, with the inputs that it had. */
  async keep(state: ResourceState, oldInputs: PropertyMap): Promise<void> {
    const reference = providerReferenceText({ urn: state.urn, id: state.id ?? "" });
    if (this.configured.has(reference)) return;
    await this.configure(state, await this.takeChecked(state.urn, oldInputs), oldInputs);
  }

  /** True when resources of the old provider cannot be managed by the new one, which is configured in this run. */
  async cannotTakeOver(old: ResourceState, next: ResourceState): Promise<boolean> {
    const plugin = this.plugins.get(providerReferenceText({ urn: next.urn, id: next.id ?? "" }));
    if (plugin === undefined) throw new Error(`the provider ${next.urn} is not configured`);
    const before = { urn: next.urn, id: old.id ?? "", inputs: old.inputs ?? {}, outputs: old.outputs ?? {} };
    const difference = await plugin.differenceOfConfiguration(before, next.inputs ?? {}, []);
    return (
      difference.replaces.length > 0 ||
      Object.values(difference.detailed ?? {}).some(({ diffKind }) => diffKind.endsWith("-replace"))
    );
  }

  async check({ urn, olds, news }: Parameters<Provider["check"]>[0]): Promise<CheckResult> {
    const plugin = await this.load(urn, news);
    const result = await plugin.checkConfiguration(urn, olds ?? {}, news);
    if (result.failures.length === 0) this.checked.set(urn, plugin);
    return result;
  }

  async diff({ old, inputs, ignoreChanges }: Parameters<Provider["diff"]>[0]): Promise<ProviderDifference> {
    const plugin = this.checked.get(old.urn) ?? (await this.load(old.urn, inputs));
    const difference = await plugin.differenceOfConfiguration(old, inputs, ignoreChanges);
    if (difference.changes !== "unknown") return difference;
    return { ...difference, changes: equalValues(old.outputs, configurationOf(inputs)) ? "none" : "some" };
  }

  async create({ urn, inputs, preview }: Parameters<Provider["create"]>[0]): Promise<{
    id: string;
    outputs: PropertyMap;
  }> {
    const id = preview ? UNKNOWN : randomUUID();
    await this.configure({ urn, id }, await this.takeChecked(urn, inputs), inputs);
    return { id, outputs: configurationOf(inputs) };
  }

  async update({ old, inputs }: Parameters<Provider["update"]>[0]): Promise<PropertyMap> {
    await this.configure(old, await this.takeChecked(old.urn, inputs), inputs);
    return configurationOf(inputs);
  }

  async read(): Promise<never> {
    throw new Error("provider resources may not be read");
  }

  async invoke(): Promise<never> {
    throw new Error("provider resources have no functions");
  }

  async call(): Promise<never> {
    throw new Error("provider resources have no methods");
  }

  /** Nothing outside the engine is to be deleted; the plugin ends with the run. */
  async delete(): Promise<void> {}

  private async load(urn: Urn, inputs: PropertyMap): Promise<ConfigurableProvider> {
    const packageName = packageOf(typeOf(urn));
    if (packageName === BUILTIN_PACKAGE) return this.builtin;
    return new ConfigurablePlugin(await this.host.start(pluginOfInputs(packageName, inputs)));
  }

  private async takeChecked(urn: Urn, inputs: PropertyMap): Promise<ConfigurableProvider> {
    const plugin = this.checked.get(urn);
    this.checked.delete(urn);
    return plugin ?? (await this.load(urn, inputs));
  }

  private configure(
    state: { readonly urn: Urn; readonly id?: string },
    plugin: ConfigurableProvider,
    inputs: PropertyMap,
  ): Promise<Provider> {
    const id = state.id ?? "";
    const reference = providerReferenceText({ urn: state.urn, id });
    const provider = plugin.configure({ urn: state.urn, id, inputs });
    this.configured.set(reference, provider);
    this.plugins.set(reference, plugin);
    return provider;
  }
}
