import type { Urn } from "../state/snapshot.ts";
import type { ProviderDifference } from "../steps/difference.ts";
import type { PropertyMap } from "../values/property-value.ts";

export interface CheckFailure {
  /** Empty when it concerns the resource as a whole. */
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  readonly inputs: PropertyMap;
  readonly failures: readonly CheckFailure[];
}

export interface ExistingResource {
  readonly urn: Urn;
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/**
 * Manages resources of some types. Secrets are marked on both sides, whether or not the plugin behind it can keep
 * them. Every method rejects with `ProviderError` when the provider's call fails.
 */
export interface Provider {
  /** @param olds undefined when there is no former state to take defaults from */
  check(request: {
    urn: Urn;
    olds: PropertyMap | undefined;
    news: PropertyMap;
    preview: boolean;
  }): Promise<CheckResult>;
  diff(request: {
    old: ExistingResource;
    inputs: PropertyMap;
    ignoreChanges: readonly string[];
    /** What is unknown may be asked about: in previews, and for what may change. */
    unknowns: boolean;
  }): Promise<ProviderDifference>;
  /** @returns an empty id in a preview */
  create(request: {
    urn: Urn;
    inputs: PropertyMap;
    timeoutSeconds: number;
    preview: boolean;
  }): Promise<{ readonly id: string; readonly outputs: PropertyMap }>;
  /** @returns the new outputs */
  update(request: {
    old: ExistingResource;
    inputs: PropertyMap;
    ignoreChanges: readonly string[];
    timeoutSeconds: number;
    preview: boolean;
  }): Promise<PropertyMap>;
  read(old: ExistingResource): Promise<ReadResult>;
  delete(old: ExistingResource, timeoutSeconds: number): Promise<void>;
  /** Calls a function of the provider's package. */
  invoke(request: FunctionCall): Promise<FunctionResult>;
  /** Calls a method of a resource. */
  call(request: MethodCall): Promise<MethodResult>;
}

/** What a provider found of a resource. What it is asked for that does not exist has no id, no outputs, or neither. */
export interface ReadResult {
  readonly id: string;
  /** Undefined: as they were. */
  readonly inputs: PropertyMap | undefined;
  readonly outputs: PropertyMap | undefined;
}

export interface FunctionCall {
  /** `<package>:<module>:<function>`. */
  readonly token: string;
  readonly args: PropertyMap;
  readonly preview: boolean;
}

export interface FunctionResult {
  readonly result: PropertyMap;
  /** The arguments that the function does not take. */
  readonly failures: readonly CheckFailure[];
}

export interface MethodCall extends FunctionCall {
  /** By argument. */
  readonly dependencies: Readonly<Record<string, readonly Urn[]>>;
  /** A method may register resources: for whom, and where. */
  readonly deployment: {
    readonly project: string;
    readonly stack: string;
    readonly organization: string;
    /** In clear. */
    readonly config: ReadonlyMap<string, string>;
    readonly secretKeys: readonly string[];
    readonly parallel: number;
    readonly monitorAddress: string;
  };
}

export interface MethodResult extends FunctionResult {
  /** By key of the result. */
  readonly dependencies: Readonly<Record<string, readonly Urn[]>>;
}

/** A provider that does not know its configuration yet. Its methods reject with `ProviderError`. */
export interface ConfigurableProvider {
  checkConfiguration(urn: Urn, olds: PropertyMap, news: PropertyMap): Promise<CheckResult>;
  differenceOfConfiguration(
    old: ExistingResource,
    inputs: PropertyMap,
    ignoreChanges: readonly string[],
  ): Promise<ProviderDifference>;
  configure(options: { urn: Urn; id: string; inputs: PropertyMap }): Promise<Provider>;
}

/** The provider's configuration is not known in this preview, so that it cannot say what will change. */
export class DifferenceUnavailableError extends Error {
  override readonly name = "DifferenceUnavailableError";
}
