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
  /** @returns undefined when it is gone; without `inputs` they are as they were */
  read(old: ExistingResource): Promise<ReadResult | undefined>;
  delete(old: ExistingResource, timeoutSeconds: number): Promise<void>;
}

export interface ReadResult {
  readonly id: string;
  readonly inputs: PropertyMap | undefined;
  readonly outputs: PropertyMap;
}

/** The provider's configuration is not known in this preview, so that it cannot say what will change. */
export class DifferenceUnavailableError extends Error {
  override readonly name = "DifferenceUnavailableError";
}
