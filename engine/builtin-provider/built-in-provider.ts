import type { ProviderDifference } from "../deployment/steps/difference.ts";
import type { PropertyMap } from "../deployment/values/property-value.ts";
import type { CheckFailure, CheckResult } from "../deployment/wire/provider.ts";
import type { EngineLog } from "./engine-log.ts";

/**
 * A provider that the engine brings along, for where a package's plugin is missing. Its methods reject with
 * `NotReadyError` for what is there but not in order, with `OperationError` or `RangeError` for what was not done.
 */
export interface BuiltInProvider {
  /** The version of the plugin that it takes the place of: the SDK asks for one that is as new as itself. */
  readonly version: string;
  /** @param news the configuration in clear */
  checkConfiguration(news: PropertyMap): readonly CheckFailure[];
  /** What a change of the configuration, in clear, replaces: nothing, or everything that the provider holds. */
  configurationDifference(olds: PropertyMap, news: PropertyMap): ProviderDifference;
  /** @param inputs the configuration in clear */
  configure(inputs: PropertyMap): ConfiguredProvider;
}

/** What every built-in provider is given. */
export interface ProviderSurroundings {
  readonly log: EngineLog;
  /** Aborts when the user wants the operation to end: no wait goes on. */
  readonly canceled: AbortSignal;
}

/** A resource as a call names it. */
export interface Addressed {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

/** A resource as the state has it. */
export interface Existing extends Addressed {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/** A provider that knows its configuration. Inputs and outputs have their secrets marked. */
export interface ConfiguredProvider {
  /**
   * @param olds the inputs of the resource as it is; undefined for a new one
   * @param seed decides a name that has to be made up
   */
  check(
    request: Addressed & { news: PropertyMap; olds: PropertyMap | undefined; seed: Uint8Array },
  ): Promise<CheckResult>;
  diff(request: Existing & { news: PropertyMap; ignoreChanges: readonly string[] }): Promise<ProviderDifference>;
  /** @returns an empty id in a preview */
  create(
    request: Addressed & { inputs: PropertyMap; timeoutSeconds: number; preview: boolean },
  ): Promise<{ id: string; outputs: PropertyMap }>;
  update(request: Existing & { news: PropertyMap; timeoutSeconds: number; preview: boolean }): Promise<PropertyMap>;
  /** @returns undefined when it is gone */
  read(request: Existing): Promise<{ id: string; inputs: PropertyMap; outputs: PropertyMap } | undefined>;
  delete(request: Existing & { timeoutSeconds: number }): Promise<void>;
  /** @param token `<package>:<module>:<function>` */
  invoke(token: string, args: PropertyMap): Promise<PropertyMap>;
}
