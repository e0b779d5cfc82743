import type { RegisteredResource, Registrations } from "../execution/registrations.ts";
import { DYNAMIC_PACKAGE } from "../plugins/find-plugin.ts";
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
  reference(packageName: string, version: string): Promise<string> {
    const key = `${packageName}@${version}`;
    let reference = this.references.get(key);
    if (reference === undefined) {
      reference = this.make(packageName, version);
      this.references.set(key, reference);
    }
    return reference;
  }

  private async make(packageName: string, version: string): Promise<string> {
    const { stack, project } = this.request;
    const type = providerType(packageName);
    const name = version === "" ? "default" : `default_${version.replace(/[.+-]/g, "_")}`;
    const { state } = await this.register({
      urn: makeUrn(stack, project.name, undefined, type, name),
      type,
      custom: true,
      inputs: { ...this.configuration(packageName), ...(version !== "" && { version }) },
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
