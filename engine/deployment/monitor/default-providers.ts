import type { RegisteredResource } from "../execution/carry-out.ts";
import type { Registrations } from "../execution/registrations.ts";
import { DYNAMIC_PACKAGE } from "../plugins/find-plugin.ts";
import { defaultProviderName, type PluginIdentity, pluginInputs, pluginKey } from "../plugins/plugin-identity.ts";
import type { DeploymentRequest } from "../request.ts";
import { makeUrn, providerReferenceText, providerType } from "../state/urn.ts";
import { secret } from "../values/marks.ts";
import type { PropertyMap } from "../values/property-value.ts";

/** The providers for resources that name none: one for each package and version, configured by the stack's config. */
export class DefaultProviders {
  private readonly request: DeploymentRequest;
  private readonly register: (goal: Parameters<Registrations["register"]>[0]) => Promise<RegisteredResource>;
  private readonly references = new Map<string, Promise<string>>();

  constructor(request: DeploymentRequest, register: DefaultProviders["register"]) {
    this.request = request;
    this.register = register;
  }

  /** @returns the reference; the provider is registered when it is first asked for */
  reference(plugin: PluginIdentity): Promise<string> {
    const key = pluginKey(plugin);
    let reference = this.references.get(key);
    if (reference === undefined) {
      reference = this.make(plugin);
      this.references.set(key, reference);
    }
    return reference;
  }

  private async make(plugin: PluginIdentity): Promise<string> {
    const { stack, project } = this.request;
    const type = providerType(plugin.packageName);
    const name = defaultProviderName(plugin);
    const { state } = await this.register({
      urn: makeUrn(stack, project.name, undefined, type, name),
      type,
      custom: true,
      inputs: { ...this.configuration(plugin.packageName), ...pluginInputs(plugin) },
      parent: undefined,
      protect: false,
      dependencies: [],
      propertyDependencies: {},
      provider: undefined,
      deleteBeforeReplace: undefined,
      ignoreChanges: [],
      replaceOnChanges: [],
      additionalSecretOutputs: [],
      aliases: [],
      customTimeouts: {},
      retainOnDelete: false,
      deletedWith: undefined,
      replaceWith: [],
      replacementTrigger: null,
      sourcePosition: undefined,
      stackTrace: [],
    });
    return providerReferenceText({ urn: state.urn, id: state.id ?? "" });
  }

  /** What the config says under the package's name; dynamic providers get all of it, with the names in full. */
  private configuration(packageName: string): PropertyMap {
    const entries = [...this.request.config].flatMap(([key, text]): [string, PropertyMap[string]][] => {
      const value = this.request.secretKeys.includes(key) ? secret(text) : text;
      if (packageName === DYNAMIC_PACKAGE) return [[key, value]];
      const [namespace, ...name] = key.split(":");
      return namespace === packageName ? [[name.join(":"), value]] : [];
    });
    return Object.fromEntries(entries);
  }
}
