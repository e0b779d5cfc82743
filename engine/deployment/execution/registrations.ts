import type { ProviderRegistry } from "../plugins/provider-registry.ts";
import type { Policies, PolicySubject } from "../policies/policies.ts";
import { dependentsOf } from "../state/dependencies.ts";
import type { Ledger } from "../state/ledger.ts";
import type { OldResources } from "../state/old-resources.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import { isProviderType, nameOf, providerReference } from "../state/urn.ts";
import { type Decision, decideByDifference, decideWithoutDifference, startsAfresh } from "../steps/decide.ts";
import { effectOfReplacement } from "../steps/dependent-replacement.ts";
import { ignoringChanges, replacementBecauseOf } from "../steps/difference.ts";
import { type Goal, stateOfGoal } from "../steps/goal.ts";
import { type DependentReplacement, planRegistration } from "../steps/plan-registration.ts";
import { type Scope, Selection, urnMatcher } from "../steps/selection.ts";
import type { PropertyMap } from "../values/property-value.ts";
import { masked } from "../values/secrecy.ts";
import type { CheckFailure, Provider } from "../wire/provider.ts";
import { carryOut, type RegisteredResource } from "./carry-out.ts";
import { Differences } from "./differences.ts";
import type { Fates } from "./fates.ts";
import { OutsideOfScope } from "./outside-of-scope.ts";
import { RegistrationRefusedError } from "./registration-refused.ts";
import type { Reporter } from "./reporter.ts";
import type { RunControl } from "./run-control.ts";
import type { StepExecutor } from "./step-executor.ts";

/** Brings each resource that the program registers to its goal. */
export class Registrations {
  private readonly preview: boolean;
  private readonly ledger: Ledger;
  private readonly names: OldResources;
  private readonly registry: ProviderRegistry;
  private readonly executor: StepExecutor;
  private readonly reporter: Reporter;
  private readonly control: RunControl;
  private readonly policies: Policies;
  private readonly differences: Differences;
  /** URNs that this run deletes. */
  private readonly deleting: Set<Urn>;
  private readonly fates: Fates;
  private readonly providers = new Map<Urn, ResourceState>();
  private readonly selection: Selection;
  private readonly outside: OutsideOfScope;
  private readonly isToBeReplaced: (urn: Urn) => boolean;

  constructor(options: {
    preview: boolean;
    ledger: Ledger;
    names: OldResources;
    registry: ProviderRegistry;
    executor: StepExecutor;
    reporter: Reporter;
    control: RunControl;
    policies: Policies;
    deleting: Set<Urn>;
    fates: Fates;
    scope: Scope;
    /** Patterns of URNs. */
    replace: readonly string[];
  }) {
    this.preview = options.preview;
    this.ledger = options.ledger;
    this.names = options.names;
    this.registry = options.registry;
    this.executor = options.executor;
    this.reporter = options.reporter;
    this.control = options.control;
    this.policies = options.policies;
    this.deleting = options.deleting;
    this.fates = options.fates;
    this.selection = new Selection(options.scope);
    this.outside = new OutsideOfScope(options);
    this.isToBeReplaced = urnMatcher(options.replace);
    const living = this.ledger.living();
    const { registry, names, reporter, preview, providers } = this;
    this.differences = new Differences({
      registry,
      names,
      reporter,
      preview,
      inState: (urn) => living.get(urn),
      providers,
    });
  }

  /**
   * @throws StoppedError, StepFailedError, RegistrationRefusedError, or what asking a provider throws
   */
  async register(goal: Goal): Promise<RegisteredResource> {
    this.control.mustGoOn();
    const old = this.names.claim(goal.urn, goal.parent, goal.aliases);
    if (goal.parent !== undefined && !this.names.has(goal.parent)) {
      throw new RegistrationRefusedError(`could not find parent resource ${goal.parent}`);
    }
    const deletedBefore = old !== undefined && this.fates.early.has(old.urn);
    const selected = this.selection.takesInRegistered(stateOfGoal(goal, goal.inputs, old));
    if (!selected && !deletedBefore) return this.outside.leave(goal, old);
    const provider = goal.custom ? await this.registry.providerOf(goal) : undefined;
    const replacementAsked = this.isToBeReplaced(goal.urn);
    let inputs = await this.checked(goal, old, provider, replacementAsked || startsAfresh(old, deletedBefore));
    inputs = await this.obeyingPolicies(goal, inputs, old);
    const decision = await this.decide(goal, old, inputs, provider);
    this.control.mustGoOn();
    if (decision.kind === "replace" && decision.forbidden !== undefined) {
      this.reporter.error(decision.forbidden, goal.urn);
      if (!this.preview) throw new RegistrationRefusedError("");
      this.control.fail();
    }
    if (decision.kind === "replace" || decision.kind === "recreate") this.fates.replaced.add(goal.urn);
    if (decision.kind === "replace" && old?.taint !== true && !replacementAsked) {
      inputs = await this.checked(goal, old, provider, true);
      inputs = await this.policies.remediateAgain(this.policySubject(goal, inputs, old));
    }
    const found = decision.kind === "replace" && decision.order === "delete-first" ? await this.dependents(old) : [];
    // While providers were asked, the fate of some may have been decided otherwise.
    const dependents = found.filter(
      ({ state }) => !this.fates.decided.has(state.urn) && !this.fates.early.has(state.urn),
    );
    this.control.mustGoOn();
    const early = old === undefined ? undefined : this.fates.early.get(old.urn);
    const next = stateOfGoal(goal, inputs, old);
    if (!(this.outside.isAllMade(next) && this.outside.isInOrder(next, old))) {
      if (!this.preview) throw new RegistrationRefusedError("");
      this.control.fail();
    }
    const steps = planRegistration({ decision, old, new: next, dependents, keys: early?.keys });
    for (const step of steps) if (step.op === "delete-replaced") this.deleting.add(step.old.urn);
    const registered = this.control.run(async () => {
      await early?.gone;
      const made = await carryOut(steps, this.executor, this.control);
      if (isProviderType(goal.type)) this.providers.set(goal.urn, made.state);
      return made;
    });
    const gone = registered.catch(() => undefined);
    for (const { state, keys } of dependents) this.fates.early.set(state.urn, { keys, gone });
    return registered;
  }

  /** The inputs as policies leave them. */
  private async obeyingPolicies(goal: Goal, given: PropertyMap, old: ResourceState | undefined): Promise<PropertyMap> {
    const { inputs, outcome } = await this.policies.judge(this.policySubject(goal, given, old));
    if (outcome === "refused") throw new RegistrationRefusedError("");
    if (outcome === "violated") this.control.fail();
    return inputs;
  }

  private policySubject(goal: Goal, inputs: PropertyMap, old: ResourceState | undefined): PolicySubject {
    const { provider, deleteBeforeReplace } = goal;
    return {
      state: stateOfGoal(goal, inputs, old),
      provider: provider === undefined ? undefined : this.providers.get(providerReference(provider).urn),
      deleteBeforeReplace,
    };
  }

  private async decide(
    goal: Goal,
    old: ResourceState | undefined,
    inputs: PropertyMap,
    provider: Provider | undefined,
  ): Promise<Decision> {
    const wasDeleted = (): boolean => old !== undefined && this.fates.early.has(old.urn);
    let decision = decideWithoutDifference(old, wasDeleted());
    if (decision === undefined && old !== undefined) {
      const difference = this.isToBeReplaced(goal.urn)
        ? replacementBecauseOf("id")
        : await this.differences.between(old, goal, inputs, provider, this.fates.replaced);
      // Another registration may have had it deleted while the provider was asked.
      decision = wasDeleted() ? { kind: "recreate" } : decideByDifference(goal, old, difference);
    }
    this.fates.decided.add(goal.urn);
    if (old !== undefined) this.fates.decided.add(old.urn);
    return decision ?? { kind: "create" };
  }

  /** The inputs as the provider wants them: with defaults, which it may take over from the old ones. */
  private async checked(
    goal: Goal,
    old: ResourceState | undefined,
    provider: Provider | undefined,
    afresh: boolean,
  ): Promise<PropertyMap> {
    const olds = afresh ? undefined : old?.inputs;
    const { inputs: news, impossible } =
      olds === undefined
        ? { inputs: goal.inputs, impossible: [] }
        : ignoringChanges(goal.inputs, olds, goal.ignoreChanges);
    if (impossible.length > 0) {
      const paths = impossible.join(", ");
      const message = `cannot ignore changes in added or removed elements of the path: "${paths}"`;
      this.reporter.diagnostic("info", message, { urn: goal.urn });
    }
    if (provider === undefined) return news;
    const { inputs, failures } = await provider.check({ urn: goal.urn, olds, news, preview: this.preview });
    if (failures.length === 0) return inputs;
    for (const failure of failures) this.reporter.error(checkFailureText(goal, news, failure), goal.urn);
    throw new RegistrationRefusedError("");
  }

  /** What must be deleted, and made again, because a resource is deleted before its successor is made. */
  private async dependents(root: ResourceState | undefined): Promise<DependentReplacement[]> {
    if (root === undefined) return [];
    const replaced = new Set([root.urn]);
    const found: DependentReplacement[] = [];
    for (const state of dependentsOf(root, this.ledger.everythingBefore(), this.fates.decided)) {
      if (this.fates.early.has(state.urn)) continue;
      const effect = effectOfReplacement(state, root.urn, replaced);
      if (effect.kind === "none") continue;
      const difference = effect.kind === "ask" ? await this.differences.ofDependent(state, effect.inputs) : undefined;
      if (difference !== undefined && !difference.replace) continue;
      if (state.protect === true) {
        const message =
          `unable to replace resource "${state.urn}" as part of replacing "${root.urn}" as it is currently marked for ` +
          "protection. To unprotect the resource, remove the `protect` flag from the resource in your Pulumi program " +
          `and run \`pulumi up\`, or use the command:\n\`pulumi state unprotect '${state.urn}'\``;
        this.reporter.error(message, state.urn);
        throw new RegistrationRefusedError("");
      }
      replaced.add(state.urn);
      found.push({ state, keys: difference?.replaces ?? [] });
    }
    return found;
  }
}

function checkFailureText(goal: Goal, inputs: PropertyMap, failure: CheckFailure): string {
  const subject = `${goal.type} resource '${nameOf(goal.urn)}'`;
  if (failure.property === "") return `${subject} has a problem: ${failure.reason}`;
  const value = JSON.stringify(masked(inputs[failure.property] ?? null));
  return `${subject}: property ${failure.property} value ${value} has a problem: ${failure.reason}`;
}
