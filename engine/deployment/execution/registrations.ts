import type { ProviderRegistry } from "../plugins/provider-registry.ts";
import type { Policies, PolicySubject } from "../policies/policies.ts";
import { dependentsOf, requirementsOf } from "../state/dependencies.ts";
import type { Ledger } from "../state/ledger.ts";
import type { OldResources } from "../state/old-resources.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import { isProviderType, nameOf, providerReference } from "../state/urn.ts";
import { type Decision, decideByDifference, decideWithoutDifference, startsAfresh } from "../steps/decide.ts";
import { effectOfReplacement } from "../steps/dependent-replacement.ts";
import { ignoringChanges, replacementBecauseOf } from "../steps/difference.ts";
import { type Goal, stateOfGoal } from "../steps/goal.ts";
import { type DependentReplacement, planRegistration } from "../steps/plan-registration.ts";
import { patternsOf, type Scope, Selection, urnMatcher } from "../steps/selection.ts";
import type { RegistrationStep, Step } from "../steps/step.ts";
import type { PropertyMap } from "../values/property-value.ts";
import { masked } from "../values/secrecy.ts";
import type { CheckFailure, Provider } from "../wire/provider.ts";
import { Differences } from "./differences.ts";
import type { Reporter } from "./reporter.ts";
import type { RunControl } from "./run-control.ts";
import type { StepExecutor } from "./step-executor.ts";

/** A registration cannot be carried out. People have been told why, unless there is a message. */
export class RegistrationRefusedError extends Error {
  override readonly name = "RegistrationRefusedError";
}

/** What came of a registration: the state, and the step that people see. */
export interface RegisteredResource {
  readonly state: ResourceState;
  readonly step: Extract<Step, { new: ResourceState }>;
}

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
  private readonly replaced = new Set<Urn>();
  private readonly decided = new Set<Urn>();
  /** What had to go because something under it is replaced: why, and when it is gone. */
  private readonly early = new Map<Urn, { readonly keys: readonly string[]; readonly gone: Promise<unknown> }>();
  private readonly providers = new Map<Urn, ResourceState>();
  private readonly scope: Scope;
  private readonly selection: Selection;
  private readonly isToBeReplaced: (urn: Urn) => boolean;
  /** Registered, but not made: the operation is not for it. */
  private readonly notMade = new Set<Urn>();

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
    this.scope = options.scope;
    this.selection = new Selection(options.scope);
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
    const old = this.names.claim(goal.urn, goal.aliases);
    if (goal.parent !== undefined && !this.names.has(goal.parent)) {
      throw new RegistrationRefusedError(`could not find parent resource ${goal.parent}`);
    }
    const deletedBefore = old !== undefined && this.early.has(old.urn);
    const selected = this.selection.takesInRegistered(stateOfGoal(goal, goal.inputs, old));
    if (!selected && !deletedBefore) return this.leave(goal, old);
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
    if (decision.kind === "replace" || decision.kind === "recreate") this.replaced.add(goal.urn);
    if (decision.kind === "replace" && old?.taint !== true && !replacementAsked) {
      inputs = await this.checked(goal, old, provider, true);
      inputs = await this.policies.remediateAgain(this.policySubject(goal, inputs, old));
    }
    const found = decision.kind === "replace" && decision.order === "delete-first" ? await this.dependents(old) : [];
    // While providers were asked, the fate of some may have been decided otherwise.
    const dependents = found.filter(({ state }) => !this.decided.has(state.urn) && !this.early.has(state.urn));
    this.control.mustGoOn();
    const early = old === undefined ? undefined : this.early.get(old.urn);
    const next = stateOfGoal(goal, inputs, old);
    this.refuseWhatIsNotMade(next);
    const steps = planRegistration({ decision, old, new: next, dependents, keys: early?.keys });
    for (const step of steps) if (step.op === "delete-replaced") this.deleting.add(step.old.urn);
    const registered = this.control.run(() => this.carryOut(goal, steps, early?.gone));
    const gone = registered.catch(() => undefined);
    for (const { state, keys } of dependents) this.early.set(state.urn, { keys, gone });
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

  /** What the operation is not for stays as it is, or is not made. */
  private leave(goal: Goal, old: ResourceState | undefined): Promise<RegisteredResource> {
    if (old === undefined) {
      this.notMade.add(goal.urn);
    } else {
      if (old.provider !== undefined && !this.names.has(this.presentProviderOf(old.provider))) {
        throw new RegistrationRefusedError(
          `provider ${old.provider} for resource ${goal.urn} has not been registered yet, this is due to a change of ` +
            "providers mixed with --target. Change your program back to the original providers",
        );
      }
      this.names.keepFormerName(old.urn);
    }
    this.decided.add(goal.urn).add(old?.urn ?? goal.urn);
    const state = old ?? stateOfGoal(goal, {}, undefined);
    const step = { op: "leave", old, new: state } as const;
    return this.control.run(async () => ({ state, step: await this.executor.execute(step) }));
  }

  private presentProviderOf(reference: string): Urn {
    return this.names.presentName(providerReference(reference).urn);
  }

  /** Nothing can be made of what is not there. A preview shows all the same what it would be. */
  private refuseWhatIsNotMade(state: ResourceState): void {
    const missing = [state.parent ?? "", ...requirementsOf(state)].filter((urn) => this.notMade.has(urn));
    for (const urn of missing) {
      const why =
        this.scope.kind === "excludes"
          ? `which does not exist and is not made because of --exclude ${patternsOf(this.scope).join(" --exclude ")}`
          : "which was not specified in --target list.";
      this.reporter.error(`Resource '${state.urn}' depends on '${urn}' ${why}`, state.urn);
      // Once is enough.
      this.notMade.delete(urn);
    }
    if (missing.length === 0) return;
    if (!this.preview) throw new RegistrationRefusedError("");
    this.control.fail();
  }

  private async carryOut(
    goal: Goal,
    steps: readonly RegistrationStep[],
    earlierDeletion: Promise<unknown> | undefined,
  ): Promise<RegisteredResource> {
    await earlierDeletion;
    let made: ResourceState | undefined;
    let shown: RegisteredResource["step"] | undefined;
    for (const step of steps) {
      this.control.mustGoOn();
      const done = await this.executor.execute(
        step.op === "replace" && made !== undefined ? { ...step, new: made } : step,
      );
      if (!("new" in done)) continue;
      if (done.op !== "replace") made = done.new;
      if (done.op !== "create-replacement") shown = done;
    }
    if (made === undefined || shown === undefined) throw new Error(`no state came of the registration of ${goal.urn}`);
    if (isProviderType(goal.type)) this.providers.set(goal.urn, made);
    return { state: made, step: { ...shown, new: made } };
  }

  private async decide(
    goal: Goal,
    old: ResourceState | undefined,
    inputs: PropertyMap,
    provider: Provider | undefined,
  ): Promise<Decision> {
    const wasDeleted = (): boolean => old !== undefined && this.early.has(old.urn);
    let decision = decideWithoutDifference(old, wasDeleted());
    if (decision === undefined && old !== undefined) {
      const difference = this.isToBeReplaced(goal.urn)
        ? replacementBecauseOf("id")
        : await this.differences.between(old, goal, inputs, provider, this.replaced);
      // Another registration may have had it deleted while the provider was asked.
      decision = wasDeleted() ? { kind: "recreate" } : decideByDifference(goal, old, difference);
    }
    this.decided.add(goal.urn);
    if (old !== undefined) this.decided.add(old.urn);
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
    for (const state of dependentsOf(root, this.ledger.everythingBefore(), this.decided)) {
      if (this.early.has(state.urn)) continue;
      const effect = effectOfReplacement(state, replaced);
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
