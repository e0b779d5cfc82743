import { requirementsOf } from "../state/dependencies.ts";
import type { Ledger } from "../state/ledger.ts";
import type { OldResources } from "../state/old-resources.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import { providerReference } from "../state/urn.ts";
import { type Goal, stateOfGoal } from "../steps/goal.ts";
import { patternsOf, type Scope } from "../steps/selection.ts";
import type { RegisteredResource } from "./carry-out.ts";
import type { Fates } from "./fates.ts";
import { RegistrationRefusedError } from "./registration-refused.ts";
import type { Reporter } from "./reporter.ts";
import type { RunControl } from "./run-control.ts";
import type { StepExecutor } from "./step-executor.ts";

/** What the program registers and the operation is not for: it stays as it is, or is not made. */
export class OutsideOfScope {
  private readonly ledger: Ledger;
  private readonly names: OldResources;
  private readonly executor: StepExecutor;
  private readonly reporter: Reporter;
  private readonly control: RunControl;
  private readonly fates: Fates;
  private readonly scope: Scope;
  /** Registered, but not made. */
  private readonly notMade = new Set<Urn>();
  /** Registered, and left as the state has it. */
  private readonly left = new Set<Urn>();

  constructor(options: {
    ledger: Ledger;
    names: OldResources;
    executor: StepExecutor;
    reporter: Reporter;
    control: RunControl;
    fates: Fates;
    scope: Scope;
  }) {
    this.ledger = options.ledger;
    this.names = options.names;
    this.executor = options.executor;
    this.reporter = options.reporter;
    this.control = options.control;
    this.fates = options.fates;
    this.scope = options.scope;
  }

  /** @throws RegistrationRefusedError when its provider is not there any more */
  leave(goal: Goal, old: ResourceState | undefined): Promise<RegisteredResource> {
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
      this.left.add(old.urn);
    }
    this.fates.decided.add(goal.urn).add(old?.urn ?? goal.urn);
    const state = old ?? stateOfGoal(goal, {}, undefined);
    const step = { op: "leave", old, new: state } as const;
    return this.control.run(async () => ({ state, step: await this.executor.execute(step) }));
  }

  private presentProviderOf(reference: string): Urn {
    return this.names.presentName(providerReference(reference).urn);
  }

  /** True when all that a resource needs is there; tells what is not. Nothing can be made of what is not there. */
  isAllMade(state: ResourceState): boolean {
    const missing = neededBy(state).filter((urn) => this.notMade.has(urn));
    for (const urn of missing) {
      const why =
        this.scope.kind === "excludes"
          ? `which does not exist and is not made because of --exclude ${patternsOf(this.scope).join(" --exclude ")}`
          : "which was not specified in --target list.";
      this.reporter.error(`Resource '${state.urn}' depends on '${urn}' ${why}`, state.urn);
      // Once is enough.
      this.notMade.delete(urn);
    }
    return missing.length === 0;
  }

  /**
   * True when no resource that the operation leaves as it is depends on one that is to depend on it now; tells of it.
   * There is no order in which a state could have both.
   */
  isInOrder(state: ResourceState, old: ResourceState | undefined): boolean {
    if (this.left.size === 0) return true;
    const names = new Set([state.urn, old?.urn]);
    const living = this.ledger.resources().filter((entry) => entry.delete !== true);
    const entries = new Map(living.map((entry) => [entry.urn, entry]));
    const reached = new Set<Urn>();
    const open = neededBy(state);
    for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
      if (reached.has(urn)) continue;
      reached.add(urn);
      const entry = entries.get(urn);
      const needs = entry === undefined ? [] : neededBy(entry);
      if (this.left.has(urn) && needs.some((need) => names.has(need))) {
        const flag = this.scope.kind === "excludes" ? "take it out of --exclude" : "add it to --target";
        this.reporter.error(
          `Resource '${state.urn}' cannot come to depend on '${urn}', which depends on it and is left as it is: ${flag}`,
          state.urn,
        );
        return false;
      }
      open.push(...needs);
    }
    return true;
  }
}

function neededBy(state: ResourceState): Urn[] {
  return [...(state.parent === undefined ? [] : [state.parent]), ...requirementsOf(state)];
}
