import type { ProviderRegistry } from "../plugins/provider-registry.ts";
import type { OldResources } from "../state/old-resources.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import { providerReference } from "../state/urn.ts";
import {
  componentDifference,
  type Difference,
  NO_DIFFERENCE,
  replacementBecauseOf,
  resolveDifference,
  TRIGGERED_REPLACEMENT,
  triggersReplacement,
} from "../steps/difference.ts";
import type { Goal } from "../steps/goal.ts";
import type { PropertyMap } from "../values/property-value.ts";
import { DifferenceUnavailableError, type Provider } from "../wire/provider.ts";
import { existing } from "./existing.ts";
import type { Reporter } from "./reporter.ts";

/** Finds out how resources differ from their goals. */
export class Differences {
  private readonly registry: ProviderRegistry;
  private readonly names: OldResources;
  private readonly reporter: Reporter;
  private readonly preview: boolean;
  private readonly inState: (urn: Urn) => ResourceState | undefined;
  /** The provider resources of this run. */
  private readonly providers: ReadonlyMap<Urn, ResourceState>;

  constructor(options: {
    registry: ProviderRegistry;
    names: OldResources;
    reporter: Reporter;
    preview: boolean;
    inState: (urn: Urn) => ResourceState | undefined;
    providers: ReadonlyMap<Urn, ResourceState>;
  }) {
    this.registry = options.registry;
    this.names = options.names;
    this.reporter = options.reporter;
    this.preview = options.preview;
    this.inState = options.inState;
    this.providers = options.providers;
  }

  /**
   * @param provider undefined for components
   * @param replaced what this run has replaced so far
   */
  async between(
    old: ResourceState,
    goal: Goal,
    inputs: PropertyMap,
    provider: Provider | undefined,
    replaced: ReadonlySet<Urn>,
  ): Promise<Difference> {
    if (triggersReplacement(goal.replacementTrigger, old.replacementTrigger ?? null)) return TRIGGERED_REPLACEMENT;
    if (old.taint === true) return replacementBecauseOf("id");
    if (goal.replaceWith.some((urn) => replaced.has(urn))) return replacementBecauseOf("replaceWith");
    if (goal.deletedWith !== undefined && replaced.has(goal.deletedWith)) return replacementBecauseOf("deletedWith");
    if (await this.needsOtherProvider(old, goal)) return replacementBecauseOf("provider");
    if (provider === undefined) return componentDifference(old.inputs ?? {}, inputs);
    return this.asked(old, goal, inputs, provider, this.preview);
  }

  /** Asks about changes that may happen to a resource because something under it is replaced. */
  async ofDependent(old: ResourceState, inputs: PropertyMap): Promise<Difference> {
    const provider = await this.registry.providerOf(old);
    const { ignoreChanges = [], replaceOnChanges = [], urn } = old;
    return this.asked({ ...old, initErrors: [] }, { urn, ignoreChanges, replaceOnChanges }, inputs, provider, true);
  }

  private async asked(
    old: ResourceState,
    goal: Pick<Goal, "urn" | "ignoreChanges" | "replaceOnChanges">,
    newInputs: PropertyMap,
    provider: Provider,
    unknowns: boolean,
  ): Promise<Difference> {
    const { urn, ignoreChanges, replaceOnChanges } = goal;
    try {
      const request = { old: existing(old, urn), inputs: newInputs, ignoreChanges, unknowns };
      return resolveDifference({
        answer: await provider.diff(request),
        oldInputs: old.inputs ?? {},
        newInputs,
        ignoreChanges,
        replaceOnChanges,
        hasInitErrors: (old.initErrors ?? []).length > 0,
      });
    } catch (error) {
      if (!(error instanceof DifferenceUnavailableError)) throw error;
      this.reporter.diagnostic("warning", error.message, { urn });
      return { ...NO_DIFFERENCE, any: true };
    }
  }

  /** A component that becomes a managed resource, or the other way round, is replaced like a provider's change. */
  private async needsOtherProvider(old: ResourceState, goal: Goal): Promise<boolean> {
    if (old.provider === goal.provider) return false;
    if (old.provider === undefined || goal.provider === undefined) return old.custom || goal.custom;
    const before = providerReference(old.provider);
    const after = providerReference(goal.provider);
    if (before.urn !== after.urn && this.names.presentName(before.urn) === after.urn) return false;
    const oldProvider = this.inState(before.urn);
    const newProvider = this.providers.get(after.urn);
    if (oldProvider === undefined || newProvider === undefined) return true;
    return this.registry.cannotTakeOver(oldProvider, newProvider);
  }
}
